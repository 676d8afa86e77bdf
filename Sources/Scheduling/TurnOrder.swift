/// Who is next among equals: the one that waits longest.
struct TurnOrder {
  private var last: UInt64 = 0
  private var turn = InlineArray<32, UInt64>(repeating: 0)
  /// Ticks of the turn that are used.
  private var used = InlineArray<32, UInt64>(repeating: 0)

  /// To the end of the queue.
  mutating func requeue(_ virtualCPU: Int) {
    last &+= 1
    turn[virtualCPU & 31] = last
    used[virtualCPU & 31] = 0
  }

  /// It ran; with its quantum used up it goes to the end of the queue.
  mutating func charge(_ virtualCPU: Int, _ ticks: UInt64, quantum: UInt64) {
    used[virtualCPU & 31] = used[virtualCPU & 31].addingSaturated(ticks)
    if used[virtualCPU & 31] >= quantum { requeue(virtualCPU) }
  }

  /// Ticks of its quantum that it has not used.
  mutating func left(of virtualCPU: Int, quantum: UInt64) -> UInt64 {
    quantum > used[virtualCPU & 31] ? quantum &- used[virtualCPU & 31] : 0
  }

  mutating func isBefore(_ one: Int, _ other: Int) -> Bool { turn[one & 31] < turn[other & 31] }

  mutating func first(of candidates: UInt32) -> Int? {
    var best: Int?
    var numbers = VirtualCPUNumbers(candidates)
    while let one = numbers.next() {
      if let other = best, !isBefore(one, other) { continue }
      best = one
    }
    return best
  }
}
