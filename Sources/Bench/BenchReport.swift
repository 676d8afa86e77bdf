public import Foundation

/// Everything that one run of the benchmark found.
public struct BenchReport: Codable, Sendable, Equatable {
  /// One machine's figures.
  public struct Result: Codable, Sendable, Equatable {
    public var name: String
    public var title: String
    /// By metric; what the machine does not have is not there.
    public var figures: [String: BenchFigure]
    /// Parts of the way from reset to the guest, in instructions, where they can be told apart.
    public var resetParts: [ResetPart]?
    /// The functions that most of them are in.
    public var resetFunctions: [ResetPart]?
    public var sizes: Sizes?
    /// How many bytes of its stack each core of Martlet used with two cores, the boot core's first.
    public var stacks: [UInt64]?
  }

  public struct ResetPart: Codable, Sendable, Equatable {
    public var name: String
    public var instructions: UInt64
  }

  /// In bytes.
  public struct Sizes: Codable, Sendable, Equatable {
    public var text: UInt64
    public var data: UInt64
    public var bss: UInt64
    /// All memory that is not the guest's, while one small guest with one vCPU runs.
    public var memory: UInt64?
  }

  /// QEMU's version, and that of the Swift compiler that built Martlet.
  public var emulator: String
  public var toolchain: String
  public var samples: Int
  public var results: [Result]
  /// Of Martlet, where the kernel is there.
  public var linux: LinuxExits?

  public init(emulator: String, toolchain: String, samples: Int, results: [Result]) {
    self.emulator = emulator
    self.toolchain = toolchain
    self.samples = samples
    self.results = results
  }

  public func result(_ name: String) -> Result? { results.first { $0.name == name } }

  /// Of the machines that are neither bare metal nor Martlet, the least median.
  func bestPeer(_ metric: String) -> UInt64? {
    results.filter { $0.name != "bare" && !$0.name.hasPrefix("martlet") }
      .compactMap { $0.figures[metric]?.median }.min()
  }

  // MARK: - JSON

  /// The same report always gives the same bytes.
  public var json: Data {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      return try encoder.encode(self) + Data("\n".utf8)
    }
  }

  public init(path: String) throws(BenchError) {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw .fileMissing(path: path, remedy: "write it with `martlet bench --json`")
    }
    do {
      self = try JSONDecoder().decode(BenchReport.self, from: data)
    } catch {
      throw .fileDamaged(path: path, reason: "\(error)")
    }
  }
}
