public import Foundation
public import Machine
public import Scenario

/// Martlet with one VM that has all cores, in one of the interrupt modes.
public struct MartletPeer: BenchPeer {
  public enum Mode: String, Sendable, CaseIterable {
    case virtual, fiq, doorbell
    case guarded = "guarded-doorbell"
    /// `virtual`, with cores of its own, on the image that keeps a trace.
    case traced
    /// `virtual`, with cores of its own, on the image that shares cores.
    case sharing
    /// On the same image, with cores that are shared, though nobody else is there.
    case shared

    /// As in a scenario.
    var interrupts: String {
      switch self {
      case .virtual, .traced, .sharing, .shared: "virtual"
      case .fiq, .doorbell, .guarded: "{ direct: \(rawValue) }"
      }
    }

    var title: String {
      switch self {
      case .virtual: "Martlet"
      case .fiq, .doorbell, .guarded: "Martlet direct (\(rawValue))"
      case .traced: "Martlet, traced"
      case .sharing: "Martlet, sharing image"
      case .shared: "Martlet, shared cores"
      }
    }
  }

  /// The board's, as QEMU takes it.
  static let memory = "256M"

  public let name: String
  public let title: String
  public let needsVirtualization = true
  public let mode: Mode
  private let hypervisor: HypervisorImage?
  private let guest: String

  public init(mode: Mode, hypervisor: HypervisorImage?, guest: String) {
    self.mode = mode
    self.hypervisor = hypervisor
    self.guest = guest
    name = mode == .virtual ? "martlet" : "martlet-\(mode.rawValue)"
    title = mode.title
  }

  public var sharesCores: Bool { mode == .shared }

  public var absence: BenchError? {
    hypervisor == nil ? missing : nil
  }

  private var missing: BenchError {
    let folder = mode == .traced ? "trace" : "sharing"
    return .fileMissing(
      path: "build/\(folder)/martlet.bin", remedy: "build it with `scripts/image --\(folder)`")
  }

  /// Small memory, because a hypervisor that clears memory before it hands it out takes time for each page.
  private func scenario(_ setting: BenchSetting) -> String {
    """
    name: bench
    board: { name: qemu-virt, cpus: \(setting.cores), memory: 256MiB }
    pools:
      - { name: all, cpus: \(Array(0..<setting.cores)), \(scheduler(setting)) }
    vms:
      - name: bench
        vcpus: \(setting.virtualCores)
        interrupts: \(mode.interrupts)
        memory: 1MiB
        devices: [uart, virtio]
        passthrough: [\(setting.hasClock ? "rtc" : "")]
        payload: { linux: \(guest.debugDescription), arguments: \(setting.arguments.debugDescription) }
    """
  }

  /// Turns are as short as they can be: only their ends count.
  private func scheduler(_ setting: BenchSetting) -> String {
    switch setting.sharing {
    case .turns: "scheduler: fair, quantum: 100us"
    case .strictTurns: "scheduler: fixed-priority, quantum: 100us"
    case nil: "scheduler: \(mode == .shared ? "fair" : "bind")"
    }
  }

  public func prepare(
    _ setting: BenchSetting, folder: URL, emulator: Emulator
  ) throws -> [String] {
    guard let hypervisor else { throw missing }
    let result = ScenarioChecker(assumedImageSize: hypervisor.reservedSize).check(
      text: scenario(setting), file: "bench.yaml",
      locator: FileLocator(scenarioDirectory: folder, cacheDirectory: folder))
    guard let checked = result.scenario else {
      throw BenchError.scenarioRefused(result.lines.joined(separator: "\n"))
    }
    let image = folder.appendingPathComponent("image")
    let file = try BootableFile(checked, hypervisor: hypervisor)
    do {
      try Data(file.bytes).write(to: image)
    } catch {
      throw BenchError.fileNotWritten(path: image.path)
    }
    return ["-m", Self.memory, "-kernel", image.path]
  }
}
