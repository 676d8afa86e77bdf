public import Foundation
public import Machine

/// Something that the bench guest runs on. A new peer is one more type of these, and a line in `BenchPeers`.
public protocol BenchPeer: Sendable {
  /// For `--peer` and the JSON.
  var name: String { get }
  /// For tables, with its version.
  var title: String { get }
  /// Whether the machine has EL2.
  var needsVirtualization: Bool { get }

  /// Whether two virtual cores can take turns on one core.
  var sharesCores: Bool { get }

  /// Why it cannot be measured here; nil if it can.
  var absence: BenchError? { get }

  /// Puts what it needs into `folder` and returns QEMU's arguments that start the guest; those that make the
  /// machine count are added by `CountingMachine`.
  func prepare(
    _ setting: BenchSetting, folder: URL, emulator: Emulator
  ) throws -> [String]
}

extension BenchPeer {
  public var absence: BenchError? { nil }
  public var sharesCores: Bool { false }
}
