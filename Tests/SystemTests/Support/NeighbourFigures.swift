import Machine
import Testing

/// What the guest `neighbour` says that it got of its core, in ticks of the counter: instructions, on a counting machine.
struct NeighbourFigures {
  let rounds: Double
  /// The time that it ran, and out of how much.
  let had: Double
  let total: Double
  let longestGap: Double
  let shortestStretch: Double
  let longestStretch: Double
  let startJitter: Double

  init(_ result: RunResult, _ name: String) throws {
    let lines = result.lines(of: name)
    let line = try #require(lines.last { $0.hasPrefix("neighbour: rounds=") }, "\(lines)")
    func number(_ key: String) throws -> Double {
      let word = line.split(separator: " ").first { $0.hasPrefix("\(key)=") }
      return try #require(word.flatMap { Double($0.dropFirst(key.count + 1)) }, "\(line)")
    }
    func range(_ key: String) throws -> [Double] {
      let word = line.split(separator: " ").first { $0.hasPrefix("\(key)=") }
      let ends = word?.dropFirst(key.count + 1).split(separator: "-").compactMap { Double($0) }
      return try #require(ends?.count == 2 ? ends : nil, "\(line)")
    }
    rounds = try number("rounds")
    had = try number("had")
    total = try number("of")
    longestGap = try number("longest-gap")
    startJitter = try number("start-jitter")
    let stretch = try range("stretch")
    (shortestStretch, longestStretch) = (stretch[0], stretch[1])
  }
}
