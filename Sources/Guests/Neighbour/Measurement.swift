internal import CGuestSupport
internal import GuestSupport

/// What a guest gets of its core: it reads the physical counter, which is the same for all, in a loop, and sees when it
/// did not run.
struct Measurement {
  let start: UInt64
  let end: UInt64
  let frame: UInt64
  let shortestGap: UInt64
  let work: UInt64
  private var rounds: UInt64 = 0
  private var had: UInt64 = 0
  private var gaps: UInt64 = 0
  private var longestGap: UInt64 = 0
  private var longestStretch: UInt64 = 0
  private var shortestStretch = UInt64.max
  private var starts = Spread()
  private var ends = Spread()

  /// All in ticks of the counter. A shorter gap than `shortestGap` is an exit, and none; `frame`: after what time the
  /// places of gaps repeat; `work`: rounds of a loop between two readings.
  init(start: UInt64, length: UInt64, frame: UInt64, shortestGap: UInt64, work: UInt64) {
    self.start = start
    end = start &+ length
    self.frame = frame
    self.shortestGap = shortestGap
    self.work = work
  }

  mutating func run() {
    while GenericTimer.physical.counter < start {}
    var last = GenericTimer.physical.counter
    var began = last
    while true {
      let now = GenericTimer.physical.counter
      guard now < end else { break }
      let passed = now &- last
      if passed < shortestGap {
        had &+= passed
      } else {
        gaps &+= 1
        longestGap = max(longestGap, passed)
        // Where the first one began is not known.
        if gaps > 1 {
          longestStretch = max(longestStretch, last &- began)
          shortestStretch = min(shortestStretch, last &- began)
        }
        began = now
        starts.add(now, period: frame)
        ends.add(last, period: frame)
      }
      rounds &+= 1
      last = now
      for _ in 0..<work { _ = guest_read_interrupt_masks() }
    }
  }

  func report() {
    say("neighbour: rounds=").decimal(rounds).text(" had=").decimal(had)
      .text(" of=").decimal(end &- start).text(" gaps=").decimal(gaps)
      .text(" longest-gap=").decimal(longestGap)
      .text(" stretch=").decimal(shortestStretch == .max ? 0 : shortestStretch)
      .text("-").decimal(longestStretch)
      .text(" start-jitter=").decimal(starts.width).text(" end-jitter=").decimal(ends.width)
      .text(" frequency=").decimal(GenericTimer.frequency).end()
  }
}
