public import Foundation
public import Machine
public import Scenario

/// Runs the benchmark: every machine asked for, one after the other.
public struct Bench: Sendable {
  /// The files it needs; all paths are absolute.
  public struct Files: Sendable {
    /// The hypervisor, flat, and the ELF of the very same build.
    public var hypervisor: HypervisorImage
    public var hypervisorSymbols: String
    /// The same of the traced image, if there is one.
    public var traced: HypervisorImage?
    public var tracedSymbols: String
    /// The same of the image that shares cores.
    public var sharing: HypervisorImage?
    public var sharingSymbols: String
    /// The bench guest, as arm64 Image and as ELF.
    public var guest: String
    public var guestSymbols: String
    /// Xen's own file.
    public var xen: String
    /// The folder of this program, which the plugin lies in too.
    public var programs: URL

    public init(
      hypervisor: HypervisorImage, hypervisorSymbols: String, traced: HypervisorImage?,
      tracedSymbols: String, sharing: HypervisorImage?, sharingSymbols: String, guest: String,
      guestSymbols: String, xen: String, programs: URL
    ) {
      self.hypervisor = hypervisor
      self.hypervisorSymbols = hypervisorSymbols
      self.traced = traced
      self.tracedSymbols = tracedSymbols
      self.sharing = sharing
      self.sharingSymbols = sharingSymbols
      self.guest = guest
      self.guestSymbols = guestSymbols
      self.xen = xen
      self.programs = programs
    }
  }

  public let files: Files
  public let emulator: Emulator
  public let machine: CountingMachine

  public init(files: Files, emulator: Emulator) {
    self.files = files
    self.emulator = emulator
    machine = CountingMachine(emulator: emulator)
  }

  /// In the order of the tables.
  public var peers: [any BenchPeer] {
    [BareMetalPeer(guest: files.guest)] + MartletPeer.Mode.allCases.map(martlet)
      + XenPeer.Mode.allCases.map {
        XenPeer(mode: $0, image: files.xen, guest: files.guest)
      }
  }

  public func martlet(_ mode: MartletPeer.Mode) -> MartletPeer {
    let image: HypervisorImage? =
      switch mode {
      case .traced: files.traced
      case .sharing, .shared: files.sharing
      case .virtual, .fiq, .doorbell, .guarded: files.hypervisor
      }
    return MartletPeer(mode: mode, hypervisor: image, guest: files.guest)
  }

  public func executionCounter(
    of mode: MartletPeer.Mode
  ) throws(BenchError) -> ExecutionCounter {
    try ExecutionCounter(
      hypervisor: symbols(of: mode), guest: files.guestSymbols, machine: machine,
      programFolder: files.programs)
  }

  private func symbols(of mode: MartletPeer.Mode) -> String {
    switch mode {
    case .traced: files.tracedSymbols
    case .sharing, .shared: files.sharingSymbols
    case .virtual, .fiq, .doorbell, .guarded: files.hypervisorSymbols
    }
  }

  /// All figures of one machine: with one core, with two, and with a device of its own.
  public func measure(_ peer: any BenchPeer, samples: Int) throws -> BenchReport.Result {
    let arguments = "samples=\(samples)"
    let single = try machine.run(peer, BenchSetting(cores: 1, arguments: arguments))
    let (double, stacks) = try measureWithStacks(
      peer, BenchSetting(cores: 2, arguments: arguments))
    // A device of its own would be in the way of the other figures: of the boot, for one.
    var withClock = BenchSetting(cores: 1, arguments: arguments + " only=spi-device")
    withClock.hasClock = true
    var figures = single.figures.merging(double.figures) { one, _ in one }
      .merging(try machine.run(peer, withClock).figures) { one, _ in one }
      .merging(try measureSharing(peer, samples: samples)) { one, _ in one }
    if let began = single.began {
      figures[BenchMetric.reset] = BenchFigure(
        minimum: began, median: began, p99: began, maximum: began, count: 1)
    }
    var result = BenchReport.Result(
      name: peer.name, title: peer.title, figures: figures)
    result.stacks = stacks
    if let martlet = peer as? MartletPeer, martlet.mode == .virtual {
      let symbols = try ElfSymbols(path: files.hypervisorSymbols)
      result.sizes = BenchReport.Sizes(
        text: symbols.text, data: symbols.data, bss: symbols.bss, memory: single.memory)
      let reset = try executionCounter(of: .virtual).profileReset(on: martlet)
      result.resetParts = ResetParts.split(reset)
      result.resetFunctions = reset.functions.prefix(12).map {
        BenchReport.ResetPart(name: $0.name, instructions: $0.instructions)
      }
    }
    return result
  }

  /// What it costs that two virtual cores have one core.
  private func measureSharing(
    _ peer: any BenchPeer, samples: Int
  ) throws -> [String: BenchFigure] {
    guard peer.sharesCores else { return [:] }
    var figures: [String: BenchFigure] = [:]
    for metric in BenchMetric.all where metric.sharing != nil {
      // Each by itself: what one prints would disturb the next.
      let output = try machine.run(peer, metric.setting(samples: samples))
      figures.merge(output.figures) { one, _ in one }
    }
    return figures
  }

  /// Also how deep Martlet's stacks were.
  private func measureWithStacks(
    _ peer: any BenchPeer, _ setting: BenchSetting
  ) throws -> (BenchOutput, [UInt64]?) {
    guard let martlet = peer as? MartletPeer else { return (try machine.run(peer, setting), nil) }
    let file = FileManager.default.temporaryDirectory
      .appendingPathComponent("martlet-memory-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: file) }
    let output = try machine.run(
      peer, setting, extra: StackDepths.arguments(memory: MartletPeer.memory, file: file))
    let depths = try StackDepths(
      memory: try Data(contentsOf: file, options: .alwaysMapped),
      symbols: try ElfSymbols(path: symbols(of: martlet.mode)))
    return (output, depths.depths(cores: setting.cores))
  }

  /// What makes a Linux guest exit.
  public func measureLinux() throws -> LinuxExits {
    try LinuxExits.measure(files, machine: machine)
  }

  /// The functions in which a path that exceeds its budget spends its instructions; nil for what is no path.
  public func story(of excess: Budgets.Excess) throws -> String? {
    guard let mode = MartletPeer.Mode.allCases.first(where: { martlet($0).name == excess.machine })
    else { return nil }
    if excess.metric == BenchReport.Result.resetWithoutHashing {
      return try executionCounter(of: mode).profileReset(on: martlet(mode)).table()
    }
    guard let metric = BenchMetric.named(excess.metric), metric.path != nil else { return nil }
    return try executionCounter(of: mode).profile(metric, on: martlet(mode)).table()
  }

  /// The version of the Swift compiler in PATH, such as `6.3.1`.
  public static func toolchain() throws(BenchError) -> String {
    let words = try BenchTool.run("swift", ["--version"]).split { $0 == " " || $0 == "\n" }
    guard let place = words.firstIndex(of: "version"), words.indices.contains(place + 1) else {
      throw .toolFailed(tool: "swift", reason: "it does not tell its version")
    }
    return String(words[place + 1])
  }
}
