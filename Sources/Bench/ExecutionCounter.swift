public import Foundation
private import Machine

/// Counts the instructions of a path by a plugin of QEMU's translator (`Sources/ExecutionCounter`), which knows nothing of
/// the guest's own measuring.
public struct ExecutionCounter: Sendable {
  private let plugin: String
  private let guest: ElfSymbols
  private let hypervisor: String
  private let machine: CountingMachine

  /// Where the image is linked, and where QEMU puts it: before the MMU is on, it runs there.
  static let linkedAddress: UInt64 = 0x8000_0000_0000
  static let loadedAddress: UInt64 = 0x4020_0000
  private static let guestStart: UInt64 = 0x4008_0000

  /// `hypervisor` and `guest` are ELF files. The plugin lies beside this program.
  public init(
    hypervisor: String, guest: String, machine: CountingMachine, programFolder: URL
  ) throws(BenchError) {
    let candidates = ["so", "dylib"].map {
      programFolder.appendingPathComponent("libExecutionCounter.\($0)").path
    }
    guard let plugin = candidates.first(where: FileManager.default.fileExists(atPath:)) else {
      throw .fileMissing(path: candidates[0], remedy: "build it with `make build`")
    }
    self.plugin = plugin
    self.hypervisor = hypervisor
    self.guest = try ElfSymbols(path: guest)
    self.machine = machine
  }

  /// The path of one metric, taken at least a few times so that it is as in the middle of a run.
  public func profile(_ metric: BenchMetric, on peer: MartletPeer) throws -> ExecutionProfile {
    guard let path = metric.path else { throw BenchError.pathNotTaken(metric: metric.name) }
    let (start, end) = try places(of: path)
    return try count(
      from: start, to: end, on: peer, metric.setting(samples: 21), metric: metric.name)
  }

  /// From reset to the guest's first instruction.
  public func profileReset(on peer: MartletPeer) throws -> ExecutionProfile {
    try count(
      from: nil, to: Self.guestStart, on: peer,
      BenchSetting(cores: 1, arguments: "samples=1 only=none"), metric: BenchMetric.reset)
  }

  private func places(of path: BenchMetric.Path) throws(BenchError) -> (UInt64, UInt64) {
    switch path {
    case .instruction(let name):
      (try guest.address(of: "guest_path_\(name)"), try guest.address(of: "guest_path_\(name)_end"))
    case .interrupt(let name):
      // The vector of an IRQ at EL1 with SP_EL1 (Arm ARM, D1.10.2).
      (
        try guest.address(of: "guest_path_\(name)"),
        try guest.address(of: "guest_vectors") + 0x280
      )
    case .otherCore(let name):
      (
        try guest.address(of: "guest_path_\(name)"),
        try guest.address(of: "guest_secondary_start")
      )
    case .turn(let one, let other):
      (
        try guest.address(of: "guest_path_\(one)"),
        try guest.address(of: "guest_path_\(other)_end")
      )
    }
  }

  private func count(
    from start: UInt64?, to end: UInt64, on peer: MartletPeer, _ setting: BenchSetting,
    metric: String
  ) throws -> ExecutionProfile {
    let file = FileManager.default.temporaryDirectory
      .appendingPathComponent("martlet-count-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: file) }
    var option = "\(plugin),out=\(file.path),end=\(String(end, radix: 16))"
    // To another core and back: its vector comes first.
    if case .interrupt = BenchMetric.named(metric)?.path, setting.cores > 1 {
      option += ",passes=2"
    }
    if let start { option += ",start=\(String(start, radix: 16))" }
    _ = try machine.run(peer, setting, extra: ["-plugin", option])
    guard let text = try? String(contentsOf: file, encoding: .utf8) else {
      throw BenchError.fileMissing(path: file.path, remedy: "free space for it")
    }
    let log = ExecutionLog(text)
    guard !log.windows.isEmpty else { throw BenchError.pathNotTaken(metric: metric) }
    return ExecutionProfile(windows: log.windows, functions: try functions(of: log.counts))
  }

  /// Adds up the counts by the innermost function of the hypervisor's own source at each address.
  private func functions(
    of counts: [ExecutionLog.Count]
  ) throws(BenchError) -> [ExecutionProfile.Function] {
    let linked = counts.map { count in
      let offset = count.address &- Self.loadedAddress
      return offset < 1 << 20 ? Self.linkedAddress + offset : count.address
    }
    let output = try BenchTool.run(
      "llvm-symbolizer", ["--obj=\(hypervisor)", "--inlines"],
      input: linked.map { "0x" + String($0, radix: 16) }.joined(separator: "\n") + "\n")
    let names = SymbolizedFrames(output).names
    guard names.count == counts.count else {
      throw .toolFailed(tool: "llvm-symbolizer", reason: "it left out addresses")
    }
    var sums: [String: UInt64] = [:]
    for (index, count) in counts.enumerated() {
      let name = linked[index] >= Self.linkedAddress ? names[index] : "the guest, or firmware"
      sums[name, default: 0] += count.count
    }
    let mangled = Array(sums.keys).sorted()
    let readable = try BenchTool.run(
      "swift-demangle", ["--simplified"], input: mangled.joined(separator: "\n") + "\n"
    ).split(separator: "\n", omittingEmptySubsequences: true).map(String.init)
    guard readable.count == mangled.count else {
      throw .toolFailed(tool: "swift-demangle", reason: "it left out names")
    }
    var functions: [String: UInt64] = [:]
    for (name, symbol) in zip(readable, mangled) {
      functions[name, default: 0] += sums[symbol] ?? 0
    }
    return functions.map { ExecutionProfile.Function(name: $0.key, instructions: $0.value) }
      .sorted { ($1.instructions, $0.name) < ($0.instructions, $1.name) }
  }
}
