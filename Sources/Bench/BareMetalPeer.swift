public import Foundation
public import Machine

/// No hypervisor: the guest at EL1 of the same machine.
public struct BareMetalPeer: BenchPeer {
  public let name = "bare"
  public let title = "bare metal"
  public let needsVirtualization = false
  private let guest: String

  public init(guest: String) { self.guest = guest }

  public func prepare(
    _ setting: BenchSetting, folder: URL, emulator: Emulator
  ) throws -> [String] {
    ["-m", "256M", "-kernel", guest, "-append", setting.arguments]
  }
}
