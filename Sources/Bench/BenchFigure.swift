/// The samples of one metric on one machine, in counter ticks: under QEMU's `-icount`, in instructions.
public struct BenchFigure: Codable, Sendable, Equatable {
  public var minimum: UInt64
  public var median: UInt64
  public var p99: UInt64
  public var maximum: UInt64
  public var count: UInt64

  public init(minimum: UInt64, median: UInt64, p99: UInt64, maximum: UInt64, count: UInt64) {
    self.minimum = minimum
    self.median = median
    self.p99 = p99
    self.maximum = maximum
    self.count = count
  }

  /// Reads the guest's `min=… median=… p99=… max=… count=…`.
  init?(words: [Substring]) {
    var values: [Substring: UInt64] = [:]
    for word in words {
      let parts = word.split(separator: "=", maxSplits: 1)
      if parts.count == 2, let value = UInt64(parts[1]) { values[parts[0]] = value }
    }
    guard let minimum = values["min"], let median = values["median"], let p99 = values["p99"],
      let maximum = values["max"], let count = values["count"]
    else { return nil }
    self.init(minimum: minimum, median: median, p99: p99, maximum: maximum, count: count)
  }
}
