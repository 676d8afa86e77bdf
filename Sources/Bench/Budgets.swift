public import Foundation

/// How many instructions, or bytes, each path may take: `Benchmarks/budgets.json`. Other compilers make other code, so that
/// each version of Swift has its own.
public struct Budgets: Codable, Sendable, Equatable {
  public struct Budget: Codable, Sendable, Equatable {
    /// What it is to be. A path without one is only held where it is.
    public var goal: UInt64?
    /// What it must not exceed now: the goal where it is reached, else what was reached.
    public var limit: UInt64
    /// Whether the median is held and not, as otherwise, the 99 % quantile: for a path that now and then has more to do.
    public var isOfMedian: Bool?

    public init(goal: UInt64? = nil, limit: UInt64, isOfMedian: Bool? = nil) {
      self.goal = goal
      self.limit = limit
      self.isOfMedian = isOfMedian
    }

    public var isReached: Bool { goal.map { limit <= $0 } ?? true }
  }

  /// A path that takes more than it may.
  public struct Excess: Sendable, Equatable {
    public var machine: String
    public var metric: String
    public var reached: UInt64
    public var limit: UInt64

    public var description: String {
      "\(machine): \(metric) takes \(BenchReport.grouped(reached)), its budget is"
        + " \(BenchReport.grouped(limit))"
    }
  }

  /// By version of Swift, machine, metric.
  public var toolchains: [String: [String: [String: Budget]]]

  public init(toolchains: [String: [String: [String: Budget]]]) {
    self.toolchains = toolchains
  }

  public init(path: String) throws(BenchError) {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw .fileMissing(path: path, remedy: "name the file with the budgets")
    }
    do {
      self = try JSONDecoder().decode(Budgets.self, from: data)
    } catch {
      throw .fileDamaged(path: path, reason: "\(error)")
    }
  }

  public var json: Data {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
      return try encoder.encode(self) + Data("\n".utf8)
    }
  }

  /// Whether anything is known of the compiler that made the report's image.
  public func cover(_ report: BenchReport) -> Bool { toolchains[report.toolchain] != nil }

  /// What exceeds its budget, or is not there although it has one. In a fixed order.
  public func excesses(of report: BenchReport) -> [Excess] {
    var excesses: [Excess] = []
    for result in report.results {
      let budgets = toolchains[report.toolchain]?[result.name] ?? [:]
      for (metric, budget) in budgets.sorted(by: { $0.key < $1.key }) {
        let reached = result.value(of: metric, budget) ?? .max
        if reached > budget.limit {
          excesses.append(
            Excess(
              machine: result.name, metric: metric, reached: reached, limit: budget.limit))
        }
      }
    }
    return excesses
  }

  /// Lowers limits to what the report reached, and never raises one. A goal that is reached becomes the limit; what has
  /// none keeps a twentieth of room.
  public mutating func tighten(to report: BenchReport) {
    for result in report.results {
      for (metric, budget) in toolchains[report.toolchain]?[result.name] ?? [:] {
        guard let reached = result.value(of: metric, budget) else { continue }
        let limit =
          if let goal = budget.goal { max(goal, reached) } else { reached + (reached + 19) / 20 }
        toolchains[report.toolchain]?[result.name]?[metric]?.limit = min(budget.limit, limit)
      }
    }
  }
}

extension BenchReport.Result {
  /// Not measured by the guest, but held all the same.
  static let resetWithoutHashing = "reset-without-hashing"
  static let memory = "memory-bytes"
  static let bootStack = "stack-of-boot-core"
  static let otherStack = "stack-of-other-core"

  /// What a budget of this name is compared with.
  func value(of metric: String, _ budget: Budgets.Budget) -> UInt64? {
    switch metric {
    case Self.memory:
      return sizes?.memory
    case Self.bootStack: return stacks?.first
    case Self.otherStack: return stacks?.dropFirst().first
    case Self.resetWithoutHashing:
      return resetParts.map { parts in
        parts.reduce(0) { $0 + ($1.name == ResetParts.hashing ? 0 : $1.instructions) }
      }
    default:
      return budget.isOfMedian == true ? figures[metric]?.median : figures[metric]?.p99
    }
  }
}
