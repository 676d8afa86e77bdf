/// The cores of a pool and who is on each. The caller holds the pool's lock.
///
/// After each change, once the cores that were named have decided: no core sleeps while somebody waits who may run there,
/// nobody waits for one that it precedes, and each core decides again early enough for those that wait now.
public struct Pool<Policy: SchedulingPolicy & ~Copyable>: ~Copyable {
  public static var mostCores: Int { 8 }
  public static var mostVirtualCPUs: Int { 32 }

  /// To be changed by `change` only while somebody is on a core.
  public var policy: Policy
  /// The pool's cores, one bit each, below `mostCores`.
  public private(set) var cores: UInt32
  /// Those that have something to do.
  public private(set) var runnable: UInt32 = 0
  /// Those of them that are on a core.
  public private(set) var running: UInt32 = 0
  /// By core; `nobody` while it sleeps.
  private var current = InlineArray<8, Int>(repeating: nobody)
  /// By core, when it decides again at the latest.
  private var until = InlineArray<8, UInt64>(repeating: .max)
  /// Up to when each core's virtual core was charged.
  private var chargedUntil = InlineArray<8, UInt64>(repeating: 0)
  /// By virtual core, the cores that it may run on.
  private var affinity = InlineArray<32, UInt32>(repeating: .max)

  private static var nobody: Int { -1 }

  /// A pool on whose cores nobody runs yet. The policy was made for the same cores.
  public init(_ policy: consuming Policy, cores: UInt32) {
    self.policy = policy
    self.cores = cores & 0xFF
  }

  /// The same with the first so many cores, at most 8.
  public init(_ policy: consuming Policy, coreCount: Int) {
    self.init(policy, cores: UInt32.firstCores(coreCount))
  }

  /// Gives the pool other cores. Those that go have nobody on them any more: whoever was there waits. Answers the cores
  /// that are to decide, all of them.
  public mutating func setCores(_ cores: UInt32, now: UInt64) -> UInt32 {
    chargeAll(now: now)
    var numbers = VirtualCPUNumbers((self.cores ^ cores) & 0xFF)
    while let core = numbers.next() {
      if let virtualCPU = virtualCPU(on: core) { running &= ~bit(virtualCPU) }
      current[core] = Self.nobody
      until[core] = .max
      chargedUntil[core] = now
    }
    self.cores = cores & 0xFF
    policy.setCores(self.cores)
    numbers = VirtualCPUNumbers(self.cores)
    while let core = numbers.next() { until[core] = now }
    return self.cores
  }

  private func bit(_ number: Int) -> UInt32 { 1 &<< UInt32(truncatingIfNeeded: number & 31) }

  /// Lets the virtual core run on these cores only. Answers the cores that are to decide.
  public mutating func restrict(_ virtualCPU: Int, to cores: UInt32, now: UInt64) -> UInt32 {
    let isRunnable = runnable & bit(virtualCPU) != 0
    let left = block(virtualCPU, now: now)
    affinity[virtualCPU & 31] = cores
    return isRunnable ? left | wake(virtualCPU, now: now) : 0
  }

  /// Changes what the policy was told of its members. Answers the cores that are to decide: all.
  public mutating func change(now: UInt64, _ change: (inout Policy) -> Void) -> UInt32 {
    chargeAll(now: now)
    change(&policy)
    var numbers = VirtualCPUNumbers(cores)
    while let core = numbers.next() { until[core] = now }
    return cores
  }

  /// Who is on the core.
  public mutating func virtualCPU(on core: Int) -> Int? {
    let found = current[core & 7]
    return found == Self.nobody ? nil : found
  }

  private mutating func allows(_ virtualCPU: Int, _ core: Int) -> Bool {
    affinity[virtualCPU & 31] & bit(core) != 0
  }

  /// The virtual core has something to do. Answers the cores that are to decide, one bit each; none when it has to wait.
  public mutating func wake(_ virtualCPU: Int, now: UInt64) -> UInt32 {
    guard runnable & bit(virtualCPU) == 0 else { return 0 }
    chargeAll(now: now)
    runnable |= bit(virtualCPU)
    policy.wake(virtualCPU, cores: affinity[virtualCPU & 31], now: now)
    guard policy.isEligible(virtualCPU, now: now),
      let core = place(virtualCPU, isWaking: true, now: now)
    else { return disturbed(now: now) }
    // Whatever it is at, it is to choose anew.
    until[core & 7] = now
    return disturbed(now: now) | bit(core)
  }

  /// The virtual core has nothing to do. Answers the core that it was on, which is to decide, if it was on one.
  public mutating func block(_ virtualCPU: Int, now: UInt64) -> UInt32 {
    guard runnable & bit(virtualCPU) != 0 else { return 0 }
    chargeAll(now: now)
    runnable &= ~bit(virtualCPU)
    policy.block(virtualCPU, now: now)
    guard running & bit(virtualCPU) != 0 else { return 0 }
    running &= ~bit(virtualCPU)
    for core in 0..<Self.mostCores where current[core] == virtualCPU {
      current[core] = Self.nobody
      return bit(core)
    }
    return 0
  }

  /// Whether the core's virtual core would stay if the core decided now, for certain: then only the time changes.
  public mutating func keeps(core: Int, now: UInt64) -> Bool {
    guard until[core & 7] > now, let virtualCPU = virtualCPU(on: core) else { return false }
    charge(core, now: now)
    return stays(virtualCPU, among: allowed(runnable & ~running, on: core), now: now)
  }

  /// What the core does from now on.
  public mutating func decide(core: Int, now: UInt64) -> SchedulingDecision {
    charge(core, now: now)
    let previous = virtualCPU(on: core)
    if let previous { running &= ~bit(previous) }
    let candidates = allowed(runnable & ~running, on: core)
    var next = previous
    var latest = until[core & 7]
    if latest <= now || !stays(previous, among: candidates, now: now) {
      next = policy.choose(among: candidates, core: core, now: now)
      latest = .max
    }
    current[core & 7] = next ?? Self.nobody
    chargedUntil[core & 7] = now
    if let next {
      running |= bit(next)
      latest = min(latest, policy.end(of: next, waiting: candidates & ~bit(next), now: now))
    } else if candidates != 0 {
      latest = policy.nextStart(among: candidates, now: now)
    }
    until[core & 7] = latest
    return SchedulingDecision(virtualCPU: next, until: latest, wake: disturbed(now: now))
  }

  /// Before its time is over one leaves its core to those only that precede it.
  private mutating func stays(
    _ virtualCPU: Int?, among candidates: UInt32, now: UInt64
  ) -> Bool {
    guard let virtualCPU, policy.isEligible(virtualCPU, now: now) else { return false }
    var numbers = VirtualCPUNumbers(candidates & ~bit(virtualCPU))
    while let other = numbers.next() {
      if policy.isEligible(other, now: now), policy.precedes(other, virtualCPU, now: now) {
        return false
      }
    }
    return true
  }

  /// The cores that are to decide because of those that wait now.
  private mutating func disturbed(now: UInt64) -> UInt32 {
    let waiting = runnable & ~running
    guard waiting != 0 else { return 0 }
    chargeAll(now: now)
    var cores: UInt32 = 0
    var numbers = VirtualCPUNumbers(waiting)
    while let virtualCPU = numbers.next() {
      let core =
        policy.isEligible(virtualCPU, now: now)
        ? place(virtualCPU, isWaking: false, now: now) : watcher(of: virtualCPU, now: now)
      if let core { cores |= bit(core) }
    }
    var others = VirtualCPUNumbers(self.cores & ~cores)
    while let core = others.next() {
      guard let runner = virtualCPU(on: core) else { continue }
      let allowed = allowed(waiting, on: core)
      if allowed != 0, policy.end(of: runner, waiting: allowed, now: now) < until[core] {
        cores |= bit(core)
      }
    }
    return cores
  }

  /// The core that should take up the virtual core, which may run: one that sleeps, or the one whose work is the least
  /// urgent of all that give way.
  private mutating func place(_ virtualCPU: Int, isWaking: Bool, now: UInt64) -> Int? {
    var chosen: (core: Int, runner: Int)?
    var numbers = VirtualCPUNumbers(cores & affinity[virtualCPU & 31])
    while let core = numbers.next() {
      guard let runner = self.virtualCPU(on: core) else { return core }
      let givesWay =
        isWaking
        ? policy.preempts(virtualCPU, runner, now: now)
        : policy.precedes(virtualCPU, runner, now: now)
      guard givesWay else { continue }
      if let chosen, !isUrgent(chosen.runner, beside: runner, isWaking: isWaking, now: now) {
        continue
      }
      chosen = (core, runner)
    }
    return chosen?.core
  }

  /// Whether the other is the one of the two to give way.
  private mutating func isUrgent(
    _ virtualCPU: Int, beside other: Int, isWaking: Bool, now: UInt64
  ) -> Bool {
    guard policy.isEligible(virtualCPU, now: now) else { return false }
    return isWaking
      ? policy.preempts(virtualCPU, other, now: now) : policy.precedes(virtualCPU, other, now: now)
  }

  /// The sleeping core that has to set a timer for the virtual core, which may not run yet; nil when one has. Cores that
  /// do not sleep look for themselves.
  private mutating func watcher(of virtualCPU: Int, now: UInt64) -> Int? {
    let start = policy.nextStart(among: bit(virtualCPU), now: now)
    guard start != .max else { return nil }
    var watcher: Int?
    var numbers = VirtualCPUNumbers(cores & affinity[virtualCPU & 31])
    while let core = numbers.next() {
      guard current[core] == Self.nobody else { continue }
      if until[core] <= start { return nil }
      if watcher == nil { watcher = core }
    }
    return watcher
  }

  /// Those of the set that may run on the core.
  private mutating func allowed(_ set: UInt32, on core: Int) -> UInt32 {
    var allowed: UInt32 = 0
    var numbers = VirtualCPUNumbers(set)
    while let virtualCPU = numbers.next() {
      if allows(virtualCPU, core) { allowed |= bit(virtualCPU) }
    }
    return allowed
  }

  private mutating func chargeAll(now: UInt64) {
    var numbers = VirtualCPUNumbers(cores)
    while let core = numbers.next() { charge(core, now: now) }
  }

  /// Charges what is on the core for its time up to now.
  public mutating func charge(_ core: Int, now: UInt64) {
    guard let virtualCPU = virtualCPU(on: core) else { return }
    let start = chargedUntil[core & 7]
    guard now > start else { return }
    policy.charge(virtualCPU, now &- start, core: core, now: now)
    chargedUntil[core & 7] = now
  }
}
