private import Foundation
public import Machine

/// A QEMU whose counter ticks once for each executed instruction, and whose runs repeat to the digit.
public struct CountingMachine: Sendable {
  private let emulator: Emulator
  /// How long a run may take before it is given up; they take seconds.
  private let timeout: Duration

  public init(emulator: Emulator, timeout: Duration = .seconds(300)) {
    self.emulator = emulator
    self.timeout = timeout
  }

  /// One nanosecond of virtual time for each instruction, and a counter of 1 GHz. Time does not pass while all cores
  /// wait, and nothing of the host's time or chance gets in.
  static func arguments(cores: Int, virtualization: Bool) -> [String] {
    let arguments = [
      "-icount", "shift=0,sleep=off", "-cpu", "cortex-a72,cntfrq=1000000000",
      "-rtc", "base=2026-01-01,clock=vm", "-seed", "1",
      "-machine", machine(virtualization: virtualization), "-smp", "\(cores)",
      "-display", "none", "-monitor", "none", "-nic", "none", "-no-reboot",
      "-chardev", "stdio,id=console,signal=off", "-serial", "chardev:console",
    ]
    guard cores > 1 else { return arguments }
    // Cores take turns. A timer that fires every 20 microseconds keeps the turns short: without it a core that waits
    // for another in a loop would burn a long turn first.
    return arguments + [
      "-netdev", "hubport,id=n0,hubid=0", "-object", "filter-buffer,id=fb,netdev=n0,interval=20",
    ]
  }

  static func machine(virtualization: Bool) -> String {
    "virt,gic-version=3,dtb-randomness=off" + (virtualization ? ",virtualization=on" : "")
  }

  /// Runs the guest on the peer until it says that it is done.
  public func run(
    _ peer: any BenchPeer, _ setting: BenchSetting, extra: [String] = []
  ) throws -> BenchOutput {
    var output = BenchOutput()
    let lines = try inFolder { folder in
      try start(
        try peer.prepare(setting, folder: folder, emulator: emulator) + extra,
        cores: setting.cores, virtualization: peer.needsVirtualization, folder: folder
      ) { line in
        output.see(line)
        // A hypervisor that reports at the end does so after the guest has switched itself off.
        return output.isDone && !(peer is MartletPeer)
      }
    }
    guard output.isDone else {
      throw BenchError.guestStuck(
        peer: peer.title, console: lines.suffix(20).joined(separator: "\n"))
    }
    return output
  }

  /// Boots a bootable file of Martlet's with one core until the machine ends; the console's lines.
  func boot(_ file: [UInt8], memory: String) throws -> [String] {
    try inFolder { folder in
      let image = folder.appendingPathComponent("image")
      try Data(file).write(to: image)
      return try start(
        ["-m", memory, "-kernel", image.path], cores: 1, virtualization: true, folder: folder
      ) { _ in false }
    }
  }

  private func inFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("martlet-bench-\(UUID().uuidString)", isDirectory: true)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder)
  }

  /// The console's lines, and behind them what QEMU itself had to say.
  private func start(
    _ own: [String], cores: Int, virtualization: Bool, folder: URL, isEnough: (String) -> Bool
  ) throws -> [String] {
    var machine = try EmulatedMachine(
      emulator: emulator,
      arguments: Self.arguments(cores: cores, virtualization: virtualization) + own,
      isInteractive: false, complaints: folder.appendingPathComponent("qemu").path)
    var lines: [String] = []
    follow(&machine) { line in
      lines.append(line)
      return isEnough(line)
    }
    return lines + [machine.emulatorComplaints]
  }

  /// Passes on the console's lines until the machine ends, `isEnough` says so, or time is up.
  private func follow(
    _ machine: inout EmulatedMachine, isEnough: (String) -> Bool
  ) {
    var pending: [UInt8] = []
    let start = ContinuousClock.now
    loop: while ContinuousClock.now - start < timeout {
      switch machine.wait(milliseconds: 200) {
      case .output(let bytes):
        pending += bytes
        while let end = pending.firstIndex(of: 10) {
          let line = String(decoding: pending[..<end], as: UTF8.self)
          pending.removeSubrange(...end)
          if isEnough(line) { break loop }
        }
      case .ended, .interrupted: break loop
      case .typed, .commanded, .nothing: break
      }
    }
    machine.end()
  }
}
