import Core
import Testing

@Suite struct FailurePolicyTests {
  private func dispositions(
    _ reaction: FailurePolicy.Reaction, limit: UInt32, _ reasons: [LeaveReason]
  ) -> [FailurePolicy.Disposition] {
    var policy = FailurePolicy(reaction: reaction, restartLimit: limit)
    return reasons.map { policy.decide($0) }
  }

  @Test(arguments: [.stop, .restart, .haltMachine] as [FailurePolicy.Reaction])
  func whatIsNoFaultFollowsNoReaction(reaction: FailurePolicy.Reaction) {
    #expect(
      dispositions(reaction, limit: 0, [.guestOff, .stop, .guestReset, .restart])
        == [.off, .off, .restart, .restart])
  }

  @Test(arguments: [.guestFault, .hypervisorFault] as [LeaveReason])
  func faultsFollowTheReaction(fault: LeaveReason) {
    #expect(dispositions(.stop, limit: 9, [fault, fault]) == [.failed, .failed])
    #expect(dispositions(.haltMachine, limit: 9, [fault]) == [.haltMachine])
    #expect(
      dispositions(.restart, limit: 2, [fault, fault, fault, fault])
        == [.restart, .restart, .failed, .failed])
    #expect(dispositions(.restart, limit: 0, [fault]) == [.failed])
  }

  @Test func resetsUseUpNothing() {
    var policy = FailurePolicy(reaction: .restart, restartLimit: 1)
    for _ in 0..<1000 { #expect(policy.decide(.guestReset) == .restart) }
    #expect(policy.decide(.guestFault) == .restart)
    #expect(policy.decide(.guestFault) == .failed)
    #expect(policy.resets == 1000)
    #expect(policy.failures == 2)
  }
}
