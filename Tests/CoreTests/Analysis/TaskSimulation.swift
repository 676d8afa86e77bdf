import Analysis
import Scheduling
import TestSupport

/// A pool under a clock of its own, with guests that run tasks by fixed priorities on their virtual cores. It knows
/// how long each job took.
///
/// Each virtual core that gets onto a core pays for the switch before its guest does anything, as in ``PoolModel``.
struct TaskSimulation<Policy: SchedulingPolicy & ~Copyable>: ~Copyable {
  private(set) var pool: Pool<Policy>
  /// Not zero at first, so that a period may have begun before.
  private(set) var now: UInt64
  /// By virtual core and task, the longest time from release to end, or to now.
  private(set) var responses: [[UInt64]]

  private var random: SplitMix
  private let guests: [SimulatedGuest]
  private let switchCost: UInt64
  private var timers: [UInt64]
  /// By core, who was on it last, if it has not slept since.
  private var occupants: [Int?]
  /// By virtual core: what is left of its switch.
  private var switching: [UInt64]
  /// By virtual core and task: jobs that have not ended, the oldest first.
  private var jobs: [[[(release: UInt64, rest: UInt64)]]]
  private var releases: [[UInt64]]
  /// By virtual core: when its tasks are released together the next time that it loses its core.
  private var armed: [UInt64]
  /// By virtual core: what it wants to do beside its tasks, and when it wants something again.
  private var background: [UInt64]
  private var backgroundStarts: [UInt64]

  init(
    _ policy: consuming Policy, cores: Int, _ guests: [SimulatedGuest], switchCost: UInt64,
    start: UInt64, seed: UInt64
  ) {
    now = start
    pool = Pool(policy, coreCount: cores)
    self.guests = guests
    self.switchCost = switchCost
    var random = SplitMix(state: seed)
    timers = Array(repeating: .max, count: cores)
    occupants = Array(repeating: nil, count: cores)
    switching = guests.map { _ in 0 }
    jobs = guests.map { $0.tasks.map { _ in [] } }
    responses = guests.map { $0.tasks.map { _ in 0 } }
    releases = guests.map { guest in
      guest.tasks.map { task in
        guest.releases == .atLoss
          ? .max : start + UInt64.random(in: 0...UInt64(task.period), using: &random)
      }
    }
    armed = guests.map { $0.releases == .atLoss ? 0 : .max }
    background = guests.map { if case .always = $0.background { .max } else { 0 } }
    backgroundStarts = guests.map { guest in
      switch guest.background {
      case .never, .always: .max
      case .bursts(_, let sleep): start + UInt64.random(in: 0...sleep.upperBound, using: &random)
      case .acrossPeriods(let budget, let period, let phase): phase + 2 * period - budget
      }
    }
    self.random = random
    for (virtualCPU, guest) in guests.enumerated() {
      _ = pool.restrict(virtualCPU, to: guest.cores, now: start)
    }
  }

  mutating func run(for duration: UInt64) {
    let end = now + duration
    var pending = update()
    decide(pending)
    while now < end {
      let before = pool.running
      advance(to: min(nextEvent(), end))
      pending = update()
      for core in timers.indices where timers[core] <= now { pending |= 1 << UInt32(core) }
      decide(pending)
      releaseAtLoss(before)
    }
    for virtualCPU in guests.indices {
      for task in jobs[virtualCPU].indices {
        for job in jobs[virtualCPU][task] { note(virtualCPU, task, job.release) }
      }
    }
  }

  private mutating func draw(_ range: ClosedRange<UInt64>) -> UInt64 {
    UInt64.random(in: range, using: &random)
  }

  private mutating func note(_ virtualCPU: Int, _ task: Int, _ release: UInt64) {
    responses[virtualCPU][task] = max(responses[virtualCPU][task], now - release)
  }

  /// The task that the guest runs now: the most urgent that has a job.
  private func current(_ virtualCPU: Int) -> Int? {
    let tasks = guests[virtualCPU].tasks
    return tasks.indices.filter { !jobs[virtualCPU][$0].isEmpty }
      .max { tasks[$0].priority < tasks[$1].priority }
  }

  private func wants(_ virtualCPU: Int) -> Bool {
    background[virtualCPU] > 0 || jobs[virtualCPU].contains { !$0.isEmpty }
  }

  private mutating func nextEvent() -> UInt64 {
    var next = min(timers.min() ?? .max, backgroundStarts.min() ?? .max)
    for times in releases { next = min(next, times.min() ?? .max) }
    for core in timers.indices {
      guard let runner = pool.virtualCPU(on: core) else { continue }
      let work = current(runner).map { jobs[runner][$0][0].rest } ?? background[runner]
      if work < .max { next = min(next, now + switching[runner] + work) }
    }
    return max(next, now)
  }

  private mutating func advance(to next: UInt64) {
    let passed = next - now
    now = next
    for core in timers.indices {
      guard passed > 0, let runner = pool.virtualCPU(on: core) else { continue }
      let lost = min(passed, switching[runner])
      switching[runner] -= lost
      if let task = current(runner) {
        jobs[runner][task][0].rest -= passed - lost
        if jobs[runner][task][0].rest == 0 {
          note(runner, task, jobs[runner][task].removeFirst().release)
        }
      } else if background[runner] < .max {
        background[runner] -= passed - lost
        if background[runner] == 0 { rest(runner) }
      }
    }
  }

  /// The burst is over.
  private mutating func rest(_ virtualCPU: Int) {
    switch guests[virtualCPU].background {
    case .never, .always: break
    case .bursts(_, let sleep): backgroundStarts[virtualCPU] = now + draw(sleep)
    case .acrossPeriods(let budget, let period, let phase):
      // At the end of a period after this one, if not of this one.
      let start = phase + period - budget
      let next = now < start ? start : start + ((now - start) / period + 1) * period
      backgroundStarts[virtualCPU] = next + draw(0...2) * period
    }
  }

  /// Releases and bursts; who has something to do now wakes, and who has nothing blocks. Answers the cores that are to
  /// decide.
  private mutating func update() -> UInt32 {
    var pending: UInt32 = 0
    for virtualCPU in guests.indices {
      let isRunnable = pool.runnable >> UInt32(virtualCPU) & 1 != 0
      // One that waits for an interrupt already when that comes, or is told of it just before.
      if isRunnable, !wants(virtualCPU), draw(0...1) == 0 {
        pending |= pool.block(virtualCPU, now: now)
      }
      for task in releases[virtualCPU].indices where releases[virtualCPU][task] <= now {
        release(virtualCPU, task)
      }
      if backgroundStarts[virtualCPU] <= now {
        backgroundStarts[virtualCPU] = .max
        switch guests[virtualCPU].background {
        case .never, .always: break
        case .bursts(let work, _): background[virtualCPU] = draw(work)
        case .acrossPeriods(let budget, _, _): background[virtualCPU] = 2 * budget
        }
      }
      let isAwake = pool.runnable >> UInt32(virtualCPU) & 1 != 0
      if wants(virtualCPU) != isAwake {
        pending |=
          isAwake ? pool.block(virtualCPU, now: now) : pool.wake(virtualCPU, now: now)
      }
    }
    return pending
  }

  private mutating func release(_ virtualCPU: Int, _ task: Int) {
    let guest = guests[virtualCPU]
    let (period, budget) = (UInt64(guest.tasks[task].period), UInt64(guest.tasks[task].budget))
    let work = guest.isExact ? budget : draw(1...budget)
    jobs[virtualCPU][task].append((now, work))
    switch guest.releases {
    case .periodic: releases[virtualCPU][task] = now + period
    case .sporadic: releases[virtualCPU][task] = now + period + draw(0...1) * draw(0...period)
    case .atLoss:
      // A few in a row, and all together again at the first loss after that.
      let next = now + period
      releases[virtualCPU][task] = next + period <= armed[virtualCPU] ? next : .max
    }
  }

  /// Whoever has lost its core while it has something to do: its tasks are released at this moment, when that is worst.
  private mutating func releaseAtLoss(_ before: UInt32) {
    let lost = before & pool.runnable & ~pool.running
    for virtualCPU in guests.indices
    where lost >> UInt32(virtualCPU) & 1 != 0 && armed[virtualCPU] <= now {
      let longest = guests[virtualCPU].tasks.map(\.period).max() ?? 1
      armed[virtualCPU] = now + 4 * UInt64(longest) + draw(0...UInt64(longest))
      for task in guests[virtualCPU].tasks.indices { release(virtualCPU, task) }
    }
  }

  private mutating func decide(_ first: UInt32) {
    var pending = first
    while pending != 0 {
      let core = pending.trailingZeroBitCount
      pending &= pending - 1
      let decision = pool.decide(core: core, now: now)
      timers[core] = decision.until
      pending |= decision.wake
      if decision.virtualCPU != occupants[core], let next = decision.virtualCPU {
        switching[next] = switchCost
      }
      occupants[core] = decision.virtualCPU
    }
  }
}
