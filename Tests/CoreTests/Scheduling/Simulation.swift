import Scheduling
import TestSupport
import Testing

/// A pool under a clock of its own, with virtual cores that work and sleep as they are told. After every event, and at
/// random moments between them, it checks what every policy promises: nobody is on a core that may not run, no core sleeps
/// while somebody waits who may run there, and nobody waits for one that it precedes.
struct Simulation<Policy: SchedulingPolicy & ~Copyable>: ~Copyable {
  /// What a virtual core wants: bursts of work with sleep between them, in ticks. Without a length of the first, it never
  /// sleeps.
  struct Demand {
    var work: ClosedRange<UInt64>?
    var sleep: ClosedRange<UInt64> = 0...0
    /// Those that it may run on.
    var cores: UInt32 = .max

    static var always: Demand { Demand(work: nil) }

    static func on(_ cores: UInt32) -> Demand { Demand(work: nil, cores: cores) }
  }

  /// Someone on a core for a while.
  struct Run: Equatable {
    var virtualCPU: Int
    var core: Int
    var start, end: UInt64
  }

  private(set) var pool: Pool<Counting<Policy>>
  private(set) var now: UInt64 = 0
  /// In the order of their start.
  private(set) var runs: [Run] = []
  private(set) var decisions = 0
  /// Ticks that each ran.
  private(set) var time: [UInt64]
  /// How long each, with something to do, was on no core at a stretch, at the longest.
  private(set) var longestWait: [UInt64]
  /// The most decisions that one event caused.
  private(set) var mostDecisions = 0

  private var random: SplitMix
  private let demands: [Demand]
  private let seed: UInt64
  private var work: [UInt64]
  private var wakeTimes: [UInt64]
  private var timers: [UInt64]
  private var waitsSince: [UInt64?]
  /// By core, its latest among `runs`.
  private var latest: [Int?]
  /// By virtual core: ends of its runs, and the time that it had run by then.
  private var history: [[(start: UInt64, end: UInt64, sum: UInt64)]]
  private var isBroken = false
  /// Now and then the pool gets other cores, of those that there are.
  var changesCores = false

  init(_ policy: consuming Policy, cores: Int, _ demands: [Demand], seed: UInt64) {
    pool = Pool(Counting(policy), coreCount: cores)
    timers = Array(repeating: .max, count: cores)
    latest = Array(repeating: nil, count: cores)
    self.demands = demands
    self.seed = seed
    random = SplitMix(state: seed)
    work = demands.map { _ in 0 }
    wakeTimes = demands.map { _ in 0 }
    time = demands.map { _ in 0 }
    longestWait = demands.map { _ in 0 }
    waitsSince = demands.map { _ in nil }
    history = demands.map { _ in [] }
    for (virtualCPU, demand) in demands.enumerated() {
      _ = pool.restrict(virtualCPU, to: demand.cores, now: 0)
    }
  }

  private mutating func draw(_ range: ClosedRange<UInt64>) -> UInt64 {
    UInt64.random(in: range, using: &random)
  }

  /// Everything up to `end`.
  mutating func run(until end: UInt64) {
    while now < end, !isBroken {
      step(to: min(nextEvent(), end))
      var pending = finishWork() | wakeSleepers()
      if changesCores, draw(0...30) == 0 { pending |= changeCores() }
      // Those that the pool lost decide no more.
      pending &= pool.cores
      for core in timers.indices where timers[core] <= now { pending |= 1 << UInt32(core) }
      decide(pending)
      inspect()
    }
  }

  private mutating func fail(_ what: String) {
    isBroken = true
    Issue.record("\(what) at \(now), seed \(seed)")
  }

  private mutating func nextEvent() -> UInt64 {
    var next = min(timers.min() ?? .max, wakeTimes.min() ?? .max)
    for core in timers.indices {
      if let runner = pool.virtualCPU(on: core), demands[runner].work != nil {
        next = min(next, now + work[runner])
      }
    }
    // Nothing happens then, but what is promised must still be true.
    return draw(0...3) == 0 ? min(next, now + draw(1...40)) : next
  }

  private mutating func step(to next: UInt64) {
    for core in timers.indices where next > now {
      guard let runner = pool.virtualCPU(on: core) else { continue }
      time[runner] += next - now
      if demands[runner].work != nil { work[runner] -= next - now }
      if let place = latest[core], runs[place].virtualCPU == runner, runs[place].end == now {
        runs[place].end = next
        history[runner][history[runner].count - 1].end = next
        history[runner][history[runner].count - 1].sum = time[runner]
      } else {
        latest[core] = runs.count
        runs.append(Run(virtualCPU: runner, core: core, start: now, end: next))
        history[runner].append((now, next, time[runner]))
      }
    }
    now = next
  }

  private mutating func finishWork() -> UInt32 {
    var pending: UInt32 = 0
    for core in timers.indices {
      guard let runner = pool.virtualCPU(on: core), demands[runner].work != nil, work[runner] == 0
      else { continue }
      pending |= pool.block(runner, now: now)
      wakeTimes[runner] = now + draw(demands[runner].sleep)
    }
    return pending
  }

  private mutating func changeCores() -> UInt32 {
    let cores = UInt32(draw(1...(1 << UInt64(timers.count)) - 1))
    for core in timers.indices where cores >> UInt32(core) & 1 == 0 {
      timers[core] = .max
      latest[core] = nil
    }
    return pool.setCores(cores, now: now)
  }

  private mutating func wakeSleepers() -> UInt32 {
    var pending: UInt32 = 0
    for virtualCPU in demands.indices where wakeTimes[virtualCPU] <= now {
      wakeTimes[virtualCPU] = .max
      if let range = demands[virtualCPU].work { work[virtualCPU] = draw(range) }
      pool.policy.reset()
      pending |= pool.wake(virtualCPU, now: now)
      checkCalls()
    }
    return pending
  }

  /// Two questions for each pair of a core and a virtual core, three for each virtual core, four for each core.
  private mutating func checkCalls() {
    let (cores, count) = (timers.count, demands.count)
    if pool.policy.calls > 3 * cores * count + 3 * count + 4 * cores + 4 {
      fail("\(pool.policy.calls) calls for \(count) on \(cores)")
    }
  }

  private mutating func decide(_ first: UInt32) {
    var pending = first
    var rounds = 0
    while pending != 0 {
      let core = pending.trailingZeroBitCount
      pending &= pending - 1
      let runner = pool.virtualCPU(on: core)
      let isKept = pool.keeps(core: core, now: now)
      pool.policy.reset()
      let decision = pool.decide(core: core, now: now)
      checkCalls()
      if isKept, decision.virtualCPU != runner { fail("core \(core) did not keep \(runner ?? -1)") }
      decisions += 1
      rounds += 1
      // Each core once for itself, and once for each that another displaced.
      if rounds > timers.count * (timers.count + 1) { fail("cores tell each other without end") }
      if decision.until <= now { fail("core \(core) is to decide again at once") }
      if isBroken { return }
      timers[core] = decision.until
      pending |= decision.wake
    }
    mostDecisions = max(mostDecisions, rounds)
  }

  private mutating func inspect() {
    for core in timers.indices { pool.charge(core, now: now) }
    let waiting = pool.runnable & ~pool.running
    var seen: UInt32 = 0
    for core in timers.indices {
      guard let runner = pool.virtualCPU(on: core) else { continue }
      if pool.cores >> UInt32(core) & 1 == 0 { fail("\(runner) is on core \(core), which went") }
      if seen >> UInt32(runner) & 1 != 0 { fail("\(runner) is on two cores") }
      seen |= 1 << UInt32(runner)
      if demands[runner].cores >> UInt32(core) & 1 == 0 { fail("\(runner) is on core \(core)") }
      if !pool.policy.isEligible(runner, now: now) { fail("\(runner) may not run") }
    }
    if seen != pool.running { fail("the set of those that run is wrong") }
    for virtualCPU in demands.indices {
      guard waiting >> UInt32(virtualCPU) & 1 != 0 else {
        if let since = waitsSince[virtualCPU] {
          longestWait[virtualCPU] = max(longestWait[virtualCPU], now - since)
        }
        waitsSince[virtualCPU] = nil
        continue
      }
      let since = waitsSince[virtualCPU] ?? now
      waitsSince[virtualCPU] = since
      longestWait[virtualCPU] = max(longestWait[virtualCPU], now - since)
      guard pool.policy.isEligible(virtualCPU, now: now) else { continue }
      for core in timers.indices
      where (demands[virtualCPU].cores & pool.cores) >> UInt32(core) & 1 != 0 {
        guard let runner = pool.virtualCPU(on: core) else {
          fail("core \(core) sleeps while \(virtualCPU) waits")
          continue
        }
        if pool.policy.precedes(virtualCPU, runner, now: now) {
          fail("\(virtualCPU) waits for \(runner)")
        }
        if pool.policy.precedes(runner, virtualCPU, now: now),
          pool.policy.precedes(virtualCPU, runner, now: now)
        {
          fail("\(virtualCPU) and \(runner) precede each other")
        }
      }
    }
  }

  /// From now on `longestWait` counts anew.
  mutating func forgetWaits() { longestWait = demands.map { _ in 0 } }

  /// Ticks that a virtual core ran within a stretch of time.
  func time(of virtualCPU: Int, in range: Range<UInt64>) -> UInt64 {
    time(of: virtualCPU, before: range.upperBound) - time(of: virtualCPU, before: range.lowerBound)
  }

  private func time(of virtualCPU: Int, before end: UInt64) -> UInt64 {
    var low = 0
    var high = history[virtualCPU].count
    while low < high {
      let middle = (low + high) / 2
      if history[virtualCPU][middle].start < end { low = middle + 1 } else { high = middle }
    }
    guard low > 0 else { return 0 }
    let run = history[virtualCPU][low - 1]
    return end < run.end ? run.sum - (run.end - end) : run.sum
  }
}
