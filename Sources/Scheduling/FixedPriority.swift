/// Fixed priorities, preemptive: of those that may run, the most urgent runs. Equals take turns.
///
/// Guarantee: a virtual core waits only for more urgent ones, for at most one quantum of each equal, and when its own
/// budget is used up until its next period.
public struct FixedPriority: SchedulingPolicy, ~Copyable {
  private struct Member {
    /// The larger, the more urgent.
    var priority: UInt8 = 0
    var server = Server.unlimited
  }

  private var members = InlineArray<32, Member>(repeating: Member())
  private var order = TurnOrder()
  /// Ticks that one of several equals may run in a row.
  private let quantum: UInt64

  public init(quantum: UInt64) { self.quantum = max(quantum, 1) }

  /// Gives the virtual core a priority and a server.
  public mutating func set(_ virtualCPU: Int, priority: UInt8, server: Server = .unlimited) {
    members[virtualCPU & 31].priority = priority
    members[virtualCPU & 31].server = server
  }

  /// Another priority; what is left of the budget stays. For EL2 itself, too, where it makes one virtual core wait for
  /// another: the one that is waited for inherits.
  public mutating func setPriority(_ virtualCPU: Int, _ priority: UInt8) {
    members[virtualCPU & 31].priority = priority
  }

  public mutating func priority(of virtualCPU: Int) -> UInt8 { members[virtualCPU & 31].priority }

  public mutating func wake(_ virtualCPU: Int, cores: UInt32, now: UInt64) {
    members[virtualCPU & 31].server.advance(to: now)
    order.requeue(virtualCPU)
  }

  public mutating func block(_ virtualCPU: Int, now: UInt64) {}

  public mutating func charge(_ virtualCPU: Int, _ ticks: UInt64, core: Int, now: UInt64) {
    members[virtualCPU & 31].server.charge(ticks, now: now)
    order.charge(virtualCPU, ticks, quantum: quantum)
  }

  public mutating func choose(among candidates: UInt32, core: Int, now: UInt64) -> Int? {
    var best: Int?
    var numbers = VirtualCPUNumbers(candidates)
    while let one = numbers.next() {
      guard isEligible(one, now: now) else { continue }
      if let other = best, !isBefore(one, other) { continue }
      best = one
    }
    if let best { members[best].server.advance(to: now) }
    return best
  }

  private mutating func isBefore(_ one: Int, _ other: Int) -> Bool {
    members[one].priority != members[other].priority
      ? members[one].priority > members[other].priority : order.isBefore(one, other)
  }

  public mutating func isEligible(_ virtualCPU: Int, now: UInt64) -> Bool {
    members[virtualCPU & 31].server.remaining(at: now) > 0
  }

  public mutating func precedes(_ virtualCPU: Int, _ other: Int, now: UInt64) -> Bool {
    members[virtualCPU & 31].priority > members[other & 31].priority
      || !isEligible(other, now: now)
  }

  public mutating func end(of virtualCPU: Int, waiting: UInt32, now: UInt64) -> UInt64 {
    var end = members[virtualCPU & 31].server.end(at: now)
    let priority = members[virtualCPU & 31].priority
    var numbers = VirtualCPUNumbers(waiting)
    while let other = numbers.next() {
      if isEligible(other, now: now) {
        // Equals take turns; the less urgent wait.
        if members[other].priority == priority {
          end = min(end, now.addingSaturated(order.left(of: virtualCPU, quantum: quantum)))
        }
      } else if members[other].priority >= priority {
        end = min(end, members[other].server.nextPeriod(at: now))
      }
    }
    return end
  }

  public mutating func nextStart(among candidates: UInt32, now: UInt64) -> UInt64 {
    var start = UInt64.max
    var numbers = VirtualCPUNumbers(candidates)
    while let one = numbers.next() {
      start = min(start, members[one].server.nextPeriod(at: now))
    }
    return start
  }
}
