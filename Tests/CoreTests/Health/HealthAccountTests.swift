import Core
import TestSupport
import Testing

/// Faults and times in, reactions out.
@Suite struct HealthAccountTests {
  private static let faults: [HealthFault] = (0..<HealthFault.count).compactMap {
    HealthFault(rawValue: $0)
  }
  private static let reactions: [HealthReaction] = (0..<HealthReaction.count).compactMap {
    HealthReaction(rawValue: $0)
  }

  @Test(arguments: faults) func theRuleOfAFaultIsItsReaction(fault: HealthFault) {
    for reaction in Self.reactions {
      var account = HealthAccount()
      let decision = account.decide(
        fault, by: HealthRule(reaction, limit: 1), detail: 7, now: 100, quiet: 10)
      #expect(decision.reaction == reaction)
      #expect(decision.isTold == (reaction != .ignore))
      #expect(decision.delay == 0)
      let entry = account[fault]
      #expect(entry.count == 1)
      #expect(entry.reaction == reaction)
      #expect(entry.time == 100)
      #expect(entry.detail == 7)
      for other in Self.faults where other != fault {
        let count = account[other].count
        #expect(count == 0)
      }
    }
  }

  @Test(arguments: [HealthReaction.restart, .switchOver])
  func restartsWaitLongerAndLonger(reaction: HealthReaction) {
    var account = HealthAccount()
    let rule = HealthRule(reaction, limit: 10, backOff: 100)
    var delays: [UInt64] = []
    for number in 0..<10 {
      let now = UInt64(number) * 1000
      let decision = account.decide(.crash, by: rule, detail: 0, now: now, quiet: 0)
      #expect(decision.reaction == reaction)
      delays.append(decision.delay)
    }
    #expect(delays == [100, 200, 400, 800, 1600, 3200, 6400, 6400, 6400, 6400])
    let last = account.decide(.crash, by: rule, detail: 0, now: 20_000, quiet: 0)
    #expect(last == HealthDecision(.stop))
    let entry = account[.crash]
    #expect(entry.count == 11)
    #expect(entry.reaction == .stop)
  }

  /// Whatever made it restart: what is used up is the VM's.
  @Test func allFaultsOfAMachineShareItsRestarts() {
    var account = HealthAccount()
    for _ in 0..<2 {
      let decision = account.decide(
        .watchdog, by: HealthRule(.restart, limit: 3), detail: 0, now: 0, quiet: 0)
      #expect(decision.reaction == .restart)
    }
    let third = account.decide(
      .crash, by: HealthRule(.restart, limit: 3), detail: 0, now: 0, quiet: 0)
    #expect(third.reaction == .restart)
    let strict = account.decide(
      .heartbeat, by: HealthRule(.restart, limit: 3), detail: 0, now: 0, quiet: 0)
    #expect(strict.reaction == .stop)
    let generous = account.decide(
      .watchdog, by: HealthRule(.restart, limit: 4), detail: 0, now: 0, quiet: 0)
    #expect(generous.reaction == .restart)
    #expect(account.restarts == 4)
  }

  @Test func aWaitThatDoesNotFitIsTheLongest() {
    var account = HealthAccount()
    let rule = HealthRule(.restart, limit: 5, backOff: 1 << 63)
    let first = account.decide(.crash, by: rule, detail: 0, now: 0, quiet: 0)
    let second = account.decide(.crash, by: rule, detail: 0, now: 0, quiet: 0)
    #expect(first.delay == 1 << 63)
    #expect(second.delay == .max)
  }

  /// A fault that comes a thousand times in a second must not drive everything else out of the ring of events.
  @Test func whatIsOnlyLoggedIsToldOnceInAWhile() {
    var account = HealthAccount()
    let rule = HealthRule(.log)
    var told: [UInt64] = []
    for now in stride(from: UInt64(0), to: 10_000, by: 10) {
      if account.decide(.guarantee, by: rule, detail: now, now: now, quiet: 1000).isTold {
        told.append(now)
      }
    }
    #expect(told == (0..<10).map { $0 * 1000 })
    let entry = account[.guarantee]
    #expect(entry.count == 1000)
    #expect(entry.detail == 9990)
    // What is done about it is told, however soon.
    let stopped = account.decide(
      .guarantee, by: HealthRule(.stop), detail: 0, now: 9991, quiet: 1000)
    #expect(stopped.isTold)
    // Another fault has a time of its own.
    let other = account.decide(.exitRate, by: rule, detail: 0, now: 9992, quiet: 1000)
    #expect(other.isTold)
  }

  @Test func withoutAWordWhatFollowsAFailureIsTheFailurePolicys() {
    var stop = HealthRules(onFailure: .stop, limit: 5)
    var restart = HealthRules(onFailure: .restart, limit: 5)
    var halt = HealthRules(onFailure: .haltMachine, limit: 5)
    for fault in Self.faults {
      let isFailure = fault == .crash || fault == .hypervisorTrap
      #expect(stop[fault] == (isFailure ? HealthRule(.stop) : HealthRule(.log)))
      #expect(restart[fault] == (isFailure ? HealthRule(.restart, limit: 5) : HealthRule(.log)))
      #expect(halt[fault] == (isFailure ? HealthRule(.haltMachine) : HealthRule(.log)))
    }
  }

  /// The failure policy alone, and the same policy as rules, make of the same ends the same.
  @Test func oldAndNewDecideAlike() {
    for reaction in [FailurePolicy.Reaction.stop, .restart, .haltMachine] {
      var alone = FailurePolicy(reaction: reaction, restartLimit: 3)
      var counted = FailurePolicy(reaction: reaction, restartLimit: 3)
      var rules = HealthRules(onFailure: reaction, limit: 3)
      var account = HealthAccount()
      var random = SplitMix(state: 5)
      for now in 0..<200 {
        guard
          let reason = LeaveReason(rawValue: UInt8.random(in: 0...5, using: &random))
        else { continue }
        var decision = HealthDecision(.ignore)
        if reason == .guestFault || reason == .hypervisorFault {
          let fault: HealthFault = reason == .guestFault ? .crash : .hypervisorTrap
          decision = account.decide(
            fault, by: rules[fault], detail: 0, now: UInt64(now), quiet: 0)
        }
        #expect(alone.decide(reason) == counted.decide(reason, by: decision))
        #expect(alone.failures == counted.failures)
        #expect(alone.resets == counted.resets)
      }
    }
  }

  @Test func anUnhealthyMachineEndsAsItWasDecided() {
    var policy = FailurePolicy(reaction: .haltMachine, restartLimit: 0)
    #expect(policy.decide(.unhealthy, by: HealthDecision(.restart)) == .restart)
    #expect(policy.decide(.unhealthy, by: HealthDecision(.stop)) == .failed)
    #expect(policy.decide(.unhealthy, by: HealthDecision(.safeState)) == .failed)
    #expect(policy.decide(.unhealthy, by: HealthDecision(.haltMachine)) == .haltMachine)
    #expect(policy.failures == 4)
    #expect(policy.decide(.guestReset, by: HealthDecision(.stop)) == .restart)
    #expect(policy.failures == 4)
  }

  @Test func anEventSaysWhatWasDecided() {
    for fault in Self.faults {
      for reaction in Self.reactions {
        for detail in [0, 1, 20_000, 1 << 48 - 1] as [UInt64] {
          let event = ManagementEvent(
            time: 0, kind: .fault,
            value: ManagementEvent.value(of: fault, reaction, detail: detail))
          #expect(event.fault.map { $0 == (fault, reaction, detail) } == true)
        }
      }
    }
    let large = ManagementEvent(
      time: 0, kind: .fault, value: ManagementEvent.value(of: .crash, .stop, detail: .max))
    let detail = large.fault?.detail
    #expect(detail == 1 << 48 - 1)
    #expect(ManagementEvent(time: 0, kind: .fault, value: 0xFFFF).fault == nil)
  }
}
