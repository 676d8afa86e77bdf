internal import CGuestSupport
internal import GuestSupport

/// Keeps a pattern in every register that can hold one, lets others run in between, and looks again. All CPUs do so, each
/// with a pattern of its own.
struct Isolation {
  let cpu: Int
  let pattern: UInt64
  /// What came of it, in words that CPU 0 reads.
  private let outcome: Int

  init(cpu: Int) {
    self.cpu = cpu
    let role: UInt64 =
      BootArguments.says("role", "a") ? 0xa5a5_5a5a_c3c3_3c3c : 0x5a5a_a5a5_3c3c_c3c3
    pattern = role &+ UInt64(UInt(bitPattern: cpu)) &* 0x1111_0111_1101_1011
    outcome = 48 &+ cpu &* 2048
  }

  static var rounds: UInt64 { max(1, BootArguments.number("rounds", otherwise: 1000)) }

  /// CPU 0: on all CPUs, and says what came of it.
  static func run() {
    InterruptController.enableDistributor()
    let own = Isolation(cpu: 0)
    say("registers: isolation pattern=").hex(own.pattern).text(" rounds=").decimal(rounds).end()
    for cpu in 1..<max(1, Platform.cpuCount) { PowerControl.startCPU(cpu) }
    own.run()
    for cpu in 0..<Platform.cpuCount {
      let other = Isolation(cpu: cpu)
      while other.word(0).value == 0 { GenericTimer.virtual.spin(microseconds: 100) }
      other.report()
    }
  }

  private func word(_ index: Int) -> SharedWord { SharedWord(outcome &+ index) }

  func run() {
    let redistributor = InterruptController.findRedistributor()
    InterruptController.prepareRedistributor(redistributor)
    InterruptController.prepareCPUInterface()
    InterruptController.enablePrivate(27, at: redistributor)

    let timer = GenericTimer.virtual
    let microseconds = max(1, BootArguments.number("period-us", otherwise: 200))
    let period = max(1, GenericTimer.frequency &* microseconds / 1_000_000)
    let spins = BootArguments.says("wait", "spin")
    var walk = RegisterWalk(step: .fill, pattern: pattern, cpu: cpu)
    walk.all()
    _ = Probe.call(guest_address_of_guest_body_fill_vectors(), pattern)
    var wrongGeneral: UInt64 = 0
    var wrongVectors: UInt64 = 0

    walk.step = .compare
    for _ in 0..<Self.rounds {
      // The interrupt only wakes WFI: with everything masked no exception register changes here.
      timer.compare = timer.counter &+ period
      timer.control = 1
      // While it spins, a scheduler takes the core away at any instruction.
      if spins { while timer.counter < timer.compare {} }
      wrongGeneral &+= Probe.call(guest_address_of_guest_body_wait_general(), pattern).value
      timer.control = 0
      let interrupt = guest_read_gic_group1_acknowledge() & 0xff_ffff
      if interrupt < 1020 { guest_write_gic_group1_end(interrupt) }
      walk.all()
      wrongVectors &+= Probe.call(guest_address_of_guest_body_check_vectors(), pattern).value
    }

    walk.step = .restore
    walk.all()
    word(1).value = walk.wrong
    word(2).value = wrongGeneral
    word(3).value = wrongVectors
    word(4).value = walk.kept
    word(5).value = walk.firstWrong
    word(6).value = walk.firstExpected
    word(7).value = walk.firstRead
    guest_memory_barrier()
    word(0).value = 1
  }

  private func report() {
    let wrong = word(1).value
    let wrongGeneral = word(2).value
    let wrongVectors = word(3).value
    if wrong == 0, wrongGeneral == 0, wrongVectors == 0 {
      say("registers: isolation ok n=").decimal(Self.rounds).text(" registers=")
        .decimal(word(4).value).end()
    } else {
      say("registers: isolation FAILED n=").decimal(Self.rounds).text(" wrong=").decimal(wrong)
        .text(" general=").decimal(wrongGeneral).text(" vectors=").decimal(wrongVectors)
        .text(" first=").decimal(word(5).value).text(" expected=").hex(word(6).value)
        .text(" read=").hex(word(7).value).end()
    }
  }
}
