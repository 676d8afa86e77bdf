import Scheduling

/// A policy that counts how often it is asked.
struct Counting<Base: SchedulingPolicy & ~Copyable>: SchedulingPolicy, ~Copyable {
  var base: Base
  private(set) var calls = 0

  init(_ base: consuming Base) { self.base = base }

  mutating func reset() { calls = 0 }

  mutating func setCores(_ cores: UInt32) { base.setCores(cores) }

  mutating func wake(_ virtualCPU: Int, cores: UInt32, now: UInt64) {
    calls += 1
    base.wake(virtualCPU, cores: cores, now: now)
  }

  mutating func block(_ virtualCPU: Int, now: UInt64) {
    calls += 1
    base.block(virtualCPU, now: now)
  }

  mutating func charge(_ virtualCPU: Int, _ ticks: UInt64, core: Int, now: UInt64) {
    calls += 1
    base.charge(virtualCPU, ticks, core: core, now: now)
  }

  mutating func choose(among candidates: UInt32, core: Int, now: UInt64) -> Int? {
    calls += 1
    return base.choose(among: candidates, core: core, now: now)
  }

  mutating func end(of virtualCPU: Int, waiting: UInt32, now: UInt64) -> UInt64 {
    calls += 1
    return base.end(of: virtualCPU, waiting: waiting, now: now)
  }

  mutating func nextStart(among candidates: UInt32, now: UInt64) -> UInt64 {
    calls += 1
    return base.nextStart(among: candidates, now: now)
  }

  mutating func precedes(_ virtualCPU: Int, _ other: Int, now: UInt64) -> Bool {
    calls += 1
    return base.precedes(virtualCPU, other, now: now)
  }

  mutating func preempts(_ virtualCPU: Int, _ other: Int, now: UInt64) -> Bool {
    calls += 1
    return base.preempts(virtualCPU, other, now: now)
  }

  mutating func isEligible(_ virtualCPU: Int, now: UInt64) -> Bool {
    calls += 1
    return base.isEligible(virtualCPU, now: now)
  }
}
