internal import CGuestSupport
internal import GuestSupport

/// One measured window: so many timer interrupts in a row, with nothing else going on.
///
/// Inside the window the guest touches `ICC_IAR1_EL1`, `ICC_EOIR1_EL1`, the timer's registers and memory, and nothing
/// that a hypervisor has a reason to trap: whatever exits are counted are the hypervisor's own doing.
struct Window {
  static var interrupt: SharedWord { SharedWord(0) }
  private static var remaining: SharedWord { SharedWord(1) }
  private static var period: SharedWord { SharedWord(2) }
  private static var isPhysical: SharedWord { SharedWord(3) }
  /// Physical minus virtual counter: the vector always reads the virtual one.
  private static var offset: SharedWord { SharedWord(4) }
  private static var missed: SharedWord { SharedWord(5) }
  private static var deadline: SharedWord { SharedWord(6) }
  /// Rings of a channel before the window.
  private static var rings: SharedWord { SharedWord(11) }

  let timer: GenericTimer
  let spins: Bool
  let countsExits: Bool

  init(timer: GenericTimer, period: UInt64, spins: Bool, countsExits: Bool) {
    self.timer = timer
    self.spins = spins
    self.countsExits = countsExits
    Window.interrupt.value = timer.interrupt
    Window.period.value = period
    Window.isPhysical.value = timer == .physical ? 1 : 0
    Window.offset.value =
      timer == .physical ? GenericTimer.physical.counter &- GenericTimer.virtual.counter : 0
  }

  private func arm(ticks: UInt64) {
    let deadline = timer.counter &+ Window.period.value
    Window.remaining.value = ticks
    Window.missed.value = 0
    Window.deadline.value = deadline
    timer.compare = deadline
    timer.control = 1
  }

  /// One timer interrupt whose vector was reached when the virtual counter stood at `counter`.
  static func tick(at counter: UInt64) {
    let timer: GenericTimer = isPhysical.value == 1 ? .physical : .virtual
    let due = deadline.value
    let late = counter &+ offset.value &- due
    // The two counters are read one after the other: the offset may be a tick too small.
    Histogram.record(Int64(bitPattern: late) < 0 ? 0 : late)
    var next = due &+ period.value
    if late >= period.value, Int64(bitPattern: late) > 0 {
      let whole = late / period.value
      missed.add(whole)
      next &+= whole &* period.value
    }
    let left = remaining.value &- 1
    remaining.value = left
    if left == 0 {
      timer.control = 0
    } else {
      deadline.value = next
      timer.compare = next
      guest_instruction_barrier()
    }
  }

  /// Runs the window; the exits it cost, or nil where nobody counts them.
  func run(ticks: UInt64) -> UInt64? {
    Histogram.clear()
    guest_mask_interrupts()
    // Two readings in a row show what one reading itself costs.
    Window.rings.value = Channel.ringCount
    let first = countsExits ? Hypercall.counter(0) : nil
    let before = countsExits ? Hypercall.counter(0) : nil
    arm(ticks: ticks)
    if spins {
      guest_unmask_interrupts()
      while Window.remaining.value != 0 {}
    } else {
      // Masked between the check and WFI, which an interrupt ends all the same: no wake-up is lost.
      while Window.remaining.value != 0 {
        guest_wait_for_interrupt()
        guest_unmask_interrupts()
        guest_instruction_barrier()
        guest_mask_interrupts()
      }
    }
    guest_mask_interrupts()
    let after = countsExits ? Hypercall.counter(0) : nil
    guard let first, let before, let after else { return nil }
    return after &- before &- (before &- first)
  }

  func report(exits: UInt64?) {
    let count = Histogram.count
    let line = say("control: ticks=").decimal(count).text(" missed=").decimal(Window.missed.value)
      .text(" min=").decimal(nanoseconds(Histogram.minimum))
      .text(" median=").decimal(nanoseconds(Histogram.value(rank: (count &+ 1) / 2)))
      .text(" p99=").decimal(nanoseconds(Histogram.value(rank: (count &* 99 &+ 99) / 100)))
      .text(" max=").decimal(nanoseconds(Histogram.maximum)).text(" exits=")
    if let exits { line.decimal(exits) } else { line.text("unknown") }
    if Channel.isThere {
      line.text(" rings=").decimal(Channel.ringCount &- Window.rings.value)
    }
    line.end()
    say("control: counter min=").decimal(Histogram.minimum)
      .text(" median=").decimal(Histogram.value(rank: (count &+ 1) / 2))
      .text(" p99=").decimal(Histogram.value(rank: (count &* 99 &+ 99) / 100))
      .text(" max=").decimal(Histogram.maximum)
      .text(" frequency=").decimal(GenericTimer.frequency).end()
  }

  private func nanoseconds(_ ticks: UInt64) -> UInt64 {
    ticks &* 1_000_000_000 / max(1, GenericTimer.frequency)
  }

  /// An expired timer must wait while `ICC_PMR_EL1` masks its priority, and arrive when it no longer does.
  func checkPriorityMask() {
    Histogram.clear()
    guest_write_gic_priority_mask(0x80)  // the timer has 0xa0: not higher, so masked
    guest_instruction_barrier()
    arm(ticks: 1)
    guest_unmask_interrupts()
    while timer.counter < Window.deadline.value {}
    timer.spin(microseconds: 200)
    let early = Histogram.count
    guest_write_gic_priority_mask(0xf8)
    guest_instruction_barrier()
    let end = timer.counter &+ GenericTimer.frequency
    while Window.remaining.value != 0, timer.counter < end {}
    guest_mask_interrupts()
    timer.control = 0
    if early == 0, Histogram.count == 1 {
      say("control: pmr ok").end()
    } else {
      say("control: pmr FAILED while-masked=").decimal(early).text(" after=")
        .decimal(Histogram.count).end()
    }
  }
}
