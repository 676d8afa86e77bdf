internal import GuestSupport

/// The samples of one metric, kept one by one: every figure printed is exact.
enum Samples {
  private static var stored: SharedWord { SharedWord(16) }
  private static let first = 64
  private static let capacity: UInt64 = 16_000

  static func clear() { stored.value = 0 }

  static var count: UInt64 { stored.value }

  static func add(_ ticks: UInt64) {
    let count = stored.value
    guard count < capacity else { return }
    SharedWord(first &+ Int(truncatingIfNeeded: count)).value = ticks
    stored.value = count &+ 1
  }

  /// Prints `bench: NAME min=… median=… p99=… max=… count=…` and forgets the samples.
  static func report(_ name: StaticString) {
    sort()
    let line = say("bench: ").text(name)
    guard count > 0 else {
      line.text(" none").end()
      return
    }
    line.text(" min=").decimal(value(rank: 1)).text(" median=").decimal(
      value(rank: (count &+ 1) / 2)
    )
    .text(" p99=").decimal(value(rank: (count &* 99 &+ 99) / 100))
    .text(" max=").decimal(value(rank: count)).text(" count=").decimal(count).end()
    clear()
  }

  /// The sample that `rank` samples do not exceed (rank 1 is the smallest); they must be sorted.
  private static func value(rank: UInt64) -> UInt64 {
    SharedWord(first &+ Int(truncatingIfNeeded: rank) &- 1).value
  }

  /// Shell's sort.
  private static func sort() {
    let count = Int(truncatingIfNeeded: stored.value)
    var gap = count / 2
    while gap > 0 {
      for start in gap..<max(gap, count) {
        let moving = SharedWord(first &+ start).value
        var place = start
        while place >= gap, SharedWord(first &+ place &- gap).value > moving {
          SharedWord(first &+ place).value = SharedWord(first &+ place &- gap).value
          place &-= gap
        }
        SharedWord(first &+ place).value = moving
      }
      gap /= 2
    }
  }
}
