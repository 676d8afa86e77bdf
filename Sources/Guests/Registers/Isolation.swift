internal import CGuestSupport
internal import GuestSupport

/// Keeps a pattern in every register that can hold one, lets others run in between, and looks again.
enum Isolation {
  static func run(pattern: UInt64, rounds: UInt64, microseconds: UInt64) {
    InterruptController.enableDistributor()
    let redistributor = InterruptController.findRedistributor()
    InterruptController.prepareRedistributor(redistributor)
    InterruptController.prepareCPUInterface()
    InterruptController.enablePrivate(27, at: redistributor)
    say("registers: isolation pattern=").hex(pattern).text(" rounds=").decimal(rounds).end()

    let timer = GenericTimer.virtual
    let period = max(1, GenericTimer.frequency &* microseconds / 1_000_000)
    var walk = RegisterWalk(step: .fill, pattern: pattern)
    walk.all()
    _ = Probe.call(guest_address_of_guest_body_fill_vectors(), pattern)
    var wrongGeneral: UInt64 = 0
    var wrongVectors: UInt64 = 0

    walk.step = .compare
    for _ in 0..<rounds {
      // The interrupt only wakes WFI: with everything masked no exception register changes here.
      timer.compare = timer.counter &+ period
      timer.control = 1
      wrongGeneral &+= Probe.call(guest_address_of_guest_body_wait_general(), pattern).value
      timer.control = 0
      let interrupt = guest_read_gic_group1_acknowledge() & 0xff_ffff
      if interrupt < 1020 { guest_write_gic_group1_end(interrupt) }
      walk.all()
      wrongVectors &+= Probe.call(guest_address_of_guest_body_check_vectors(), pattern).value
    }

    walk.step = .restore
    walk.all()
    if walk.wrong == 0, wrongGeneral == 0, wrongVectors == 0 {
      say("registers: isolation ok n=").decimal(rounds).text(" registers=").decimal(walk.kept).end()
    } else {
      say("registers: isolation FAILED n=").decimal(rounds).text(" wrong=").decimal(walk.wrong)
        .text(" general=").decimal(wrongGeneral).text(" vectors=").decimal(wrongVectors)
        .text(" first=").decimal(walk.firstWrong).text(" expected=").hex(walk.firstExpected)
        .text(" read=").hex(walk.firstRead).end()
    }
  }
}
