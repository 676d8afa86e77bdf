internal import CGuestSupport
internal import GuestSupport

/// Two CPUs of this guest that have one core between them, measured by both: each sees by the counter when the other had
/// the core, and in memory what the counter was when the other last looked.
struct Turns {
  private let metrics: Metrics

  init(_ metrics: Metrics) { self.metrics = metrics }

  /// A switch takes thousands of instructions, and turns are long.
  private var samples: UInt64 { min(metrics.samples, 50) }

  /// What the first does not count: whatever is not ready yet.
  private static let unready: UInt64 = 2

  // MARK: - The first CPU

  func measureAsFirst() {
    guest_write_floating_point_access(3 << 20)
    _ = metrics.startSecondCPU(SecondCPU.takesTurns)
    take(1, "switch-quantum") { _ = guest_measure_first(Shared.firstLook.address) }
    take(2, "switch-quantum-vectors") {
      _ = guest_measure_first_vectors(Shared.firstLook.address)
    }
    take(3, "switch-wake") { _ = guest_measure_first(Shared.firstLook.address) }
    take(4, "switch-wfi") {
      let now = guest_measure_first(Shared.firstLook.address)
      // The reading before the WFI, and the two instructions up to it.
      let start = Shared.secondLook.value &+ 2
      if start > Shared.firstLook.value { Samples.add(now &- start) }
    }
    // Nothing but what is measured may take the core now: what was printed before has to be out.
    if metrics.wants("tick-stays") { GenericTimer.virtual.spin(microseconds: 20_000) }
    take(5, "tick-stays") {
      let looked = Shared.secondLook.value
      let now = guest_measure_first(Shared.firstLook.address)
      if Shared.secondLook.value == looked { Samples.add(now &- Shared.firstLook.value) }
    }
  }

  /// Measures until the second CPU has done its part.
  private func take(_ stage: UInt64, _ name: StaticString, _ measure: () -> Void) {
    guard metrics.wants(name) else { return }
    Shared.firstStage.value = stage
    while Shared.secondStage.value != stage { measure() }
    Samples.report(name)
  }

  // MARK: - The second CPU

  func takeAsSecond() -> Never {
    guest_write_floating_point_access(3 << 20)
    InterruptController.enablePrivate(
      GenericTimer.virtual.interrupt, at: metrics.redistributor)
    follow(1, "switch-quantum") { guest_measure_second(Shared.secondLook.address) }
    follow(2, "switch-quantum-vectors") {
      guest_measure_second_vectors(Shared.secondLook.address)
    }
    sleep(3, "switch-wake", rounds: samples, microseconds: 1500) { Samples.add($0) }
    sleep(4, "switch-wfi", rounds: samples, microseconds: 1500) { _ in }
    // Longer than any scheduler leaves a core alone.
    sleep(5, "tick-stays", rounds: 10, microseconds: 12_000) { _ in }
    while true { guest_wait_for_interrupt() }
  }

  /// The first CPU is not ready for this metric before it has a turn.
  private func isNext(_ stage: UInt64, _ name: StaticString) -> Bool {
    guard metrics.wants(name) else { return false }
    while Shared.firstStage.value != stage { guest_yield() }
    return true
  }

  /// Looks for the ends of the first CPU's turns.
  private func follow(_ stage: UInt64, _ name: StaticString, _ look: () -> UInt64) {
    guard isNext(stage, name) else { return }
    var seen: UInt64 = 0
    while Samples.count < samples {
      let now = look()
      // Or it was somebody else's.
      guard Shared.firstLook.value > Shared.secondLook.value else { continue }
      seen &+= 1
      if seen > Self.unready { Samples.add(now &- Shared.firstLook.value) }
    }
    Shared.secondStage.value = stage
  }

  /// Gives the core away until a timer is due, again and again, and tells how late it came back.
  private func sleep(
    _ stage: UInt64, _ name: StaticString, rounds: UInt64, microseconds: UInt64,
    _ body: (UInt64) -> Void
  ) {
    guard isNext(stage, name) else { return }
    let timer = GenericTimer.virtual
    let length = GenericTimer.frequency / 1_000_000 &* microseconds
    for index in 0..<(rounds &+ Self.unready) {
      Shared.seen.value = 0
      let due = timer.counter &+ length &+ index &* 37 % 256
      timer.compare = due
      timer.control = 1
      let awake = guest_measure_leave(Shared.secondLook.address)
      if index >= Self.unready { body(awake &- due) }
      guest_unmask_interrupts()
      guest_measure_spin(Shared.seen.address)
      guest_mask_interrupts()
    }
    Shared.secondStage.value = stage
  }
}
