/// Earliest deadline first, each virtual core in a constant-bandwidth server of its own: `budget` in each `period`.
///
/// Guarantee: a pool that admitted its members gives each its budget before its deadline in every period, and never more,
/// whatever the others do. A budget that is used up early waits for its deadline (a hard reservation).
///
/// Source of the server's rules: Abeni and Buttazzo, "Integrating multimedia applications in hard real-time systems", RTSS
/// 1998; of the admission on several cores: Goossens, Funk and Baruah, Real-Time Systems 25, 2003.
public struct EarliestDeadline: SchedulingPolicy, ~Copyable {
  private struct Member {
    /// A budget of 0: not a member.
    var budget: UInt64 = 0
    var period: UInt64 = 1
    var left: UInt64 = 0
    var deadline: UInt64 = 0

    /// Of a core, in parts of 2^32. Bit by bit: the target has no division of twice the width.
    var share: UInt64 {
      guard budget < period else { return 1 << 32 }
      var share: UInt64 = 0
      var rest = budget
      for _ in 0..<32 {
        share &<<= 1
        let missing = period &- rest
        if rest >= missing {
          rest &-= missing
          share |= 1
        } else {
          rest &+= rest
        }
      }
      return share
    }

    /// Whether what is left may not be used until the deadline at the server's own rate.
    func isAhead(at now: UInt64) -> Bool {
      let left = left.multipliedFullWidth(by: period)
      let rest = (deadline &- now).multipliedFullWidth(by: budget)
      return left.high != rest.high ? left.high > rest.high : left.low > rest.low
    }
  }

  private var members = InlineArray<32, Member>(repeating: Member())
  private var coreCount: UInt64

  public init(cores: UInt32) { coreCount = UInt64((cores & 0xFF).nonzeroBitCount) }

  public init(coreCount: Int) { self.init(cores: .firstCores(coreCount)) }

  public mutating func setCores(_ cores: UInt32) {
    coreCount = UInt64((cores & 0xFF).nonzeroBitCount)
  }

  /// Makes the virtual core a member from now on if all budgets can still be kept; false, and nothing changes, if not.
  public mutating func admit(
    _ virtualCPU: Int, budget: UInt64, period: UInt64, now: UInt64
  ) -> Bool {
    guard budget > 0, budget <= period else { return false }
    let before = members[virtualCPU & 31]
    members[virtualCPU & 31] = Member(budget: budget, period: period, deadline: now)
    if fits(coreCount) { return true }
    members[virtualCPU & 31] = before
    return false
  }

  /// Whether so many cores could keep all budgets.
  public mutating func fits(_ coreCount: UInt64) -> Bool {
    // Shares of a core in parts of 2^32. Rounded down, so that six and four tenths fit: for that a full pool may owe one
    // tick in 2^26.
    var sum: UInt64 = 0
    var most: UInt64 = 0
    for index in 0..<32 where members[index].budget > 0 {
      let share = members[index].share
      sum &+= share
      most = max(most, share)
    }
    guard coreCount > 0 else { return sum == 0 }
    return sum &+ (coreCount &- 1) &* most <= coreCount << 32
  }

  /// The virtual core is no member any more.
  public mutating func remove(_ virtualCPU: Int) { members[virtualCPU & 31] = Member() }

  /// When the virtual core's present budget must be served.
  public mutating func deadline(of virtualCPU: Int) -> UInt64 { members[virtualCPU & 31].deadline }

  public mutating func wake(_ virtualCPU: Int, cores: UInt32, now: UInt64) {
    let member = members[virtualCPU & 31]
    guard member.budget > 0 else { return }
    // A new start when the deadline is past, or when the rest would be more than the server's rate until then.
    if now >= member.deadline || (member.left > 0 && member.isAhead(at: now)) {
      members[virtualCPU & 31].left = member.budget
      members[virtualCPU & 31].deadline = now.addingSaturated(member.period)
    }
  }

  public mutating func block(_ virtualCPU: Int, now: UInt64) {}

  public mutating func charge(_ virtualCPU: Int, _ ticks: UInt64, core: Int, now: UInt64) {
    refill(virtualCPU, now: now &- ticks)
    let left = members[virtualCPU & 31].left
    members[virtualCPU & 31].left = left > ticks ? left &- ticks : 0
  }

  /// A used-up budget is full again at its deadline, and has the next one.
  private mutating func refill(_ virtualCPU: Int, now: UInt64) {
    let member = members[virtualCPU & 31]
    guard member.budget > 0, member.left == 0, now >= member.deadline else { return }
    let periods = (now &- member.deadline) / member.period &+ 1
    members[virtualCPU & 31].left = member.budget
    members[virtualCPU & 31].deadline =
      member.deadline.addingSaturated(periods.multipliedSaturated(member.period))
  }

  public mutating func choose(among candidates: UInt32, core: Int, now: UInt64) -> Int? {
    var best: Int?
    var numbers = VirtualCPUNumbers(candidates)
    while let one = numbers.next() {
      guard isEligible(one, now: now) else { continue }
      if let other = best, members[one].deadline >= members[other].deadline { continue }
      best = one
    }
    return best
  }

  public mutating func isEligible(_ virtualCPU: Int, now: UInt64) -> Bool {
    refill(virtualCPU, now: now)
    return members[virtualCPU & 31].left > 0
  }

  public mutating func precedes(_ virtualCPU: Int, _ other: Int, now: UInt64) -> Bool {
    !isEligible(other, now: now)
      || members[virtualCPU & 31].deadline < members[other & 31].deadline
  }

  public mutating func end(of virtualCPU: Int, waiting: UInt32, now: UInt64) -> UInt64 {
    let member = members[virtualCPU & 31]
    var end = now.addingSaturated(member.left)
    var numbers = VirtualCPUNumbers(waiting)
    while let other = numbers.next() {
      guard !isEligible(other, now: now), members[other].budget > 0 else { continue }
      // One that waits for its refill may come before this one then.
      let start = members[other].deadline
      if start.addingSaturated(members[other].period) < member.deadline { end = min(end, start) }
    }
    return end
  }

  public mutating func nextStart(among candidates: UInt32, now: UInt64) -> UInt64 {
    var start = UInt64.max
    var numbers = VirtualCPUNumbers(candidates)
    while let one = numbers.next() {
      if members[one].budget > 0 { start = min(start, members[one].deadline) }
    }
    return start
  }
}
