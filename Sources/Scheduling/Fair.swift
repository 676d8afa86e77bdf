/// Proportional shares: each virtual core gets time in proportion to its weight, up to its cap, and what one does not want
/// the others share.
///
/// Each has a virtual time that passes the slower the larger its weight is; the one that is behind runs. One that slept is
/// put a little behind the others, so that it soon runs, and no further, so that it cannot save up time.
///
/// A weight that is worth more than a whole core cannot be served by one virtual core; it counts as exactly a core's worth,
/// or the others' virtual times would run away from its own. Source: Chandra, Adler, Goyal and Shenoy, "Surplus fair
/// scheduling", OSDI 2000, section 2.1.
public struct Fair: SchedulingPolicy, ~Copyable {
  private struct Member {
    var weight: UInt64 = Fair.unit
    /// The weight that counts now.
    var effective: UInt64 = Fair.unit
    var cap = Server.unlimited
    /// Those that it woke for.
    var cores: UInt32 = .max
    /// Wraps; only differences mean something. They stay below half of the range for 18 years of the lightest at 1 GHz.
    var time: UInt64 = 0
    /// What the latest charge left over when it was divided by the weight.
    var remainder: UInt64 = 0
  }

  /// The weight of one that nothing was said of.
  public static var unit: UInt64 { 1024 }
  public static var lightest: UInt64 { 1 << 6 }
  public static var heaviest: UInt64 { 1 << 16 }

  private var members = InlineArray<32, Member>(repeating: Member())
  private var awake: UInt32 = 0
  /// Those that may not run everywhere.
  private var bound: UInt32 = 0
  /// The weights of all that are awake.
  private var load: UInt64 = 0
  /// By core: nobody that is awake and may run there is behind this, but for who just woke. By core, because with
  /// affinities some cores have more to do than others, and virtual time passes more slowly there.
  private var floors = InlineArray<8, UInt64>(repeating: 0)
  /// The pool's, one bit each.
  private var cores: UInt32
  private let quantum: UInt64

  /// `quantum`: how long one may run while others wait.
  public init(cores: UInt32, quantum: UInt64) {
    self.cores = cores & 0xFF
    self.quantum = min(max(quantum, 1), 1 << 40)
  }

  public init(coreCount: Int, quantum: UInt64) {
    self.init(cores: .firstCores(coreCount), quantum: quantum)
  }

  /// Gives the virtual core a weight (2^6 to 2^16) and a cap: ticks in each period.
  public mutating func set(_ virtualCPU: Int, weight: UInt64, cap: Server = .unlimited) {
    members[virtualCPU & 31].weight = min(max(weight, Self.lightest), Self.heaviest)
    members[virtualCPU & 31].cap = cap
    readjust()
    // Had it to wait for its cap, it does not any more.
    join(virtualCPU, at: floor(of: members[virtualCPU & 31].cores))
  }

  public mutating func weight(of virtualCPU: Int) -> UInt64 { members[virtualCPU & 31].weight }

  /// Cuts weights that are worth more than a core, the heaviest first; what is left is shared by the rest.
  private mutating func readjust() {
    var rest: UInt32 = awake
    var sum: UInt64 = 0
    var numbers = VirtualCPUNumbers(rest)
    while let one = numbers.next() {
      members[one].effective = members[one].weight
      sum &+= members[one].weight
    }
    load = max(sum, 1)
    var cores = max(UInt64(self.cores.nonzeroBitCount), 1)
    var cut: UInt32 = 0
    while cores > 1, rest != 0, let one = heaviest(of: rest) {
      // More than a core's worth: weight / sum > 1 / cores.
      guard members[one].weight &* cores > sum else { break }
      rest &= ~(1 &<< UInt32(one))
      cut |= 1 &<< UInt32(one)
      sum &-= members[one].weight
      cores &-= 1
    }
    let share = rest == 0 ? Self.unit : max(sum / cores, 1)
    numbers = VirtualCPUNumbers(cut)
    while let one = numbers.next() { members[one].effective = share }
  }

  private mutating func heaviest(of set: UInt32) -> Int? {
    var best: Int?
    var numbers = VirtualCPUNumbers(set)
    while let one = numbers.next() {
      if let other = best, members[one].weight <= members[other].weight { continue }
      best = one
    }
    return best
  }

  /// With affinities, virtual time passes differently on different cores.
  private var isDivided: Bool { bound & awake != 0 }

  /// Virtual time of a whole quantum.
  private mutating func turn(of virtualCPU: Int) -> UInt64 {
    quantum &* Self.unit / members[virtualCPU & 31].effective
  }

  private func isBehind(_ one: UInt64, _ other: UInt64) -> Bool {
    Int64(bitPattern: one &- other) < 0
  }

  private mutating func raiseFloor(of core: Int, to time: UInt64) {
    if isBehind(floors[core & 7], time) { floors[core & 7] = time }
  }

  /// Where one is that comes to those with this floor: half a turn behind at the most, so that it soon runs and saves
  /// nothing up, and one before at the most, so that it does not pay for what happened on other cores.
  private mutating func standing(of virtualCPU: Int, at floor: UInt64) -> UInt64 {
    let turn = turn(of: virtualCPU)
    let time = members[virtualCPU & 31].time
    if isBehind(time, floor &- turn / 2) { return floor &- turn / 2 }
    return isBehind(floor &+ turn, time) ? floor &+ turn : time
  }

  private mutating func join(_ virtualCPU: Int, at floor: UInt64) {
    members[virtualCPU & 31].time = standing(of: virtualCPU, at: floor)
  }

  /// The highest among the cores.
  private mutating func floor(of cores: UInt32) -> UInt64 {
    var floor: UInt64?
    var numbers = VirtualCPUNumbers(self.cores & cores)
    while let core = numbers.next() {
      if let highest = floor, !isBehind(highest, floors[core]) { continue }
      floor = floors[core]
    }
    return floor ?? 0
  }

  public mutating func wake(_ virtualCPU: Int, cores: UInt32, now: UInt64) {
    awake |= 1 &<< UInt32(truncatingIfNeeded: virtualCPU & 31)
    readjust()
    members[virtualCPU & 31].cap.advance(to: now)
    members[virtualCPU & 31].cores = cores
    noteBound(virtualCPU)
    join(virtualCPU, at: floor(of: cores))
  }

  private mutating func noteBound(_ virtualCPU: Int) {
    let bit: UInt32 = 1 &<< UInt32(truncatingIfNeeded: virtualCPU & 31)
    bound = cores & ~members[virtualCPU & 31].cores == 0 ? bound & ~bit : bound | bit
  }

  /// A core that comes has the floor of the highest.
  public mutating func setCores(_ cores: UInt32) {
    let floor = floor(of: self.cores)
    var numbers = VirtualCPUNumbers(cores & 0xFF & ~self.cores)
    while let core = numbers.next() { floors[core] = floor }
    self.cores = cores & 0xFF
    for one in 0..<32 { noteBound(one) }
    readjust()
  }

  public mutating func block(_ virtualCPU: Int, now: UInt64) {
    awake &= ~(1 &<< UInt32(truncatingIfNeeded: virtualCPU & 31))
    readjust()
  }

  public mutating func charge(_ virtualCPU: Int, _ ticks: UInt64, core: Int, now: UInt64) {
    members[virtualCPU & 31].cap.charge(ticks, now: now)
    let effective = members[virtualCPU & 31].effective
    let parts = min(ticks, 1 << 52) &* Self.unit &+ members[virtualCPU & 31].remainder
    members[virtualCPU & 31].time &+= parts / effective
    members[virtualCPU & 31].remainder = parts % effective
    if isDivided {
      // Whoever comes from other cores and goes there again, the floor passes in the end those that wait.
      floors[core & 7] &+= min(ticks, 1 << 52) &* Self.unit / load
    }
    // One that runs alone decides nothing for a long time; the floor follows it nevertheless.
    raiseFloor(of: core, to: members[virtualCPU & 31].time &- turn(of: virtualCPU))
  }

  public mutating func choose(among candidates: UInt32, core: Int, now: UInt64) -> Int? {
    let floor = floors[core & 7]
    var best: (virtualCPU: Int, time: UInt64)?
    var numbers = VirtualCPUNumbers(candidates)
    while let one = numbers.next() {
      guard isEligible(one, now: now) else { continue }
      if members[one].cap.isDue(at: now) {
        members[one].cap.advance(to: now)
        join(one, at: floor)
      }
      let time = isDivided ? standing(of: one, at: floor) : members[one].time
      if let best, !isBehind(time, best.time) { continue }
      best = (one, time)
    }
    guard let best else { return nil }
    members[best.virtualCPU].time = best.time
    raiseFloor(of: core, to: best.time)
    return best.virtualCPU
  }

  public mutating func isEligible(_ virtualCPU: Int, now: UInt64) -> Bool {
    members[virtualCPU & 31].cap.remaining(at: now) > 0
  }

  /// Nobody: who waits gets its turn at the end of another's. So turns are never cut short but by who wakes.
  public mutating func precedes(_ virtualCPU: Int, _ other: Int, now: UInt64) -> Bool {
    !isEligible(other, now: now)
  }

  /// One that wakes waits for the end of a turn unless it is far enough behind: fewer switches.
  public mutating func preempts(_ virtualCPU: Int, _ other: Int, now: UInt64) -> Bool {
    !isEligible(other, now: now)
      || isBehind(
        members[virtualCPU & 31].time &+ turn(of: virtualCPU) / 4, members[other & 31].time)
  }

  public mutating func end(of virtualCPU: Int, waiting: UInt32, now: UInt64) -> UInt64 {
    var end = members[virtualCPU & 31].cap.end(at: now)
    var numbers = VirtualCPUNumbers(waiting)
    while let other = numbers.next() {
      end = min(
        end,
        isEligible(other, now: now)
          ? now.addingSaturated(quantum) : members[other].cap.nextPeriod(at: now))
    }
    return end
  }

  public mutating func nextStart(among candidates: UInt32, now: UInt64) -> UInt64 {
    var start = UInt64.max
    var numbers = VirtualCPUNumbers(candidates)
    while let one = numbers.next() {
      start = min(start, members[one].cap.nextPeriod(at: now))
    }
    return start
  }
}
