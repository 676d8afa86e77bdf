internal import CGuestSupport
internal import GuestSupport

/// Which interrupt arrives when. The interrupts `a`, `b`, … are wired to nothing and made pending by software.
enum Delivery {
  private static let a = Shared.first
  private static let b = Shared.first + 1
  private static let c = Shared.first + 2
  private static let none: UInt64 = 1023

  private static func flag(_ condition: Bool) -> UInt64 { condition ? 1 : 0 }

  static func checkPending() {
    say("gic: spurious ").decimal(guest_read_gic_group1_acknowledge() & 0xff_ffff)
      .text(" ").decimal(guest_read_gic_group1_highest_pending() & 0xff_ffff).end()
    Shared.prepare(a)
    Shared.pend(a)
    say("gic: pend-take ").decimal(CPUInterface.take()).text(" then ").decimal(CPUInterface.take())
      .end()

    Shared.disable(a)
    Shared.pend(a)
    let survives = say("gic: pending-while-disabled ").decimal(CPUInterface.take())
      .text(" pending ").decimal(flag(Shared.isPending(a)))
    Shared.enable(a)
    survives.text(" enabled ").decimal(CPUInterface.take())
      .text(" pending ").decimal(flag(Shared.isPending(a))).end()

    Shared.pend(a)
    Shared.disable(a)
    let disabled = say("gic: disabled-while-pending ").decimal(CPUInterface.take())
    Shared.enable(a)
    disabled.text(" enabled ").decimal(CPUInterface.take()).end()

    Shared.pend(a)
    Shared.unpend(a)
    say("gic: unpended ").decimal(CPUInterface.take())
      .text(" pending ").decimal(flag(Shared.isPending(a))).end()

    Shared.setEdge(a, false)
    Shared.pend(a)
    say("gic: level-software-pend ").decimal(CPUInterface.take()).text(" then ")
      .decimal(CPUInterface.take()).end()
    Shared.setEdge(a, true)

    // Twice pending before it is taken is once.
    Shared.pend(a)
    Shared.pend(a)
    say("gic: pend-twice ").decimal(CPUInterface.take()).text(" then ").decimal(CPUInterface.take())
      .end()
  }

  static func checkPriorities() {
    Shared.prepare(a, priority: 0xa0)
    Shared.prepare(b, priority: 0x60)
    Shared.prepare(c, priority: 0x80)
    Shared.pend(a)
    Shared.pend(b)
    Shared.pend(c)
    say("gic: priority-order ").decimal(guest_read_gic_group1_highest_pending() & 0xff_ffff)
      .text(" ").decimal(CPUInterface.take()).text(" ").decimal(CPUInterface.take())
      .text(" ").decimal(CPUInterface.take()).text(" ").decimal(CPUInterface.take()).end()

    Shared.pend(a)
    Shared.pend(b)
    Shared.setPriority(a, 0x20)
    say("gic: priority-changed-while-pending ").decimal(CPUInterface.take())
      .text(" ").decimal(CPUInterface.take()).end()

    Shared.setPriority(a, 0xa0)
    CPUInterface.setPriorityMask(0xa0)
    Shared.pend(a)
    let masked = say("gic: pmr-equal ").decimal(CPUInterface.take())
      .text(" highest ").decimal(guest_read_gic_group1_highest_pending() & 0xff_ffff)
    CPUInterface.setPriorityMask(0xa8)
    masked.text(" above ").decimal(CPUInterface.take()).end()
    say("gic: pmr-read ").hex(guest_read_gic_priority_mask() & 0xf8).end()
    CPUInterface.setPriorityMask(0)
    Shared.setPriority(a, 0)
    Shared.pend(a)
    let closed = say("gic: pmr-zero ").decimal(CPUInterface.take())
    CPUInterface.setPriorityMask(0xff)
    closed.text(" open ").decimal(CPUInterface.take())
      .text(" read ").hex(guest_read_gic_priority_mask() & 0xf8).end()
    CPUInterface.setPriorityMask(0xf8)
  }

  static func checkPreemption() {
    Shared.prepare(a, priority: 0xa0)
    Shared.prepare(b, priority: 0x80)
    Shared.prepare(c, priority: 0xb0)
    say("gic: running-priority-idle ").hex(CPUInterface.runningPriority).end()

    // A higher group priority preempts, a lower one waits.
    Shared.pend(a)
    let line = say("gic: preempt ").decimal(CPUInterface.acknowledge())
      .text(" running ").hex(CPUInterface.runningPriority)
    Shared.pend(c)
    line.text(" lower ").decimal(CPUInterface.acknowledge())
    Shared.pend(b)
    line.text(" higher ").decimal(CPUInterface.acknowledge())
      .text(" running ").hex(CPUInterface.runningPriority)
    CPUInterface.end(b)
    line.text(" back ").hex(CPUInterface.runningPriority)
    CPUInterface.end(a)
    line.text(" then ").decimal(CPUInterface.take()).end()

    // With a binary point that leaves 0x80 and 0xa0 in one group, the higher one waits too.
    CPUInterface.setBinaryPoint(6)
    Shared.pend(a)
    let grouped = say("gic: same-group-priority ").hex(guest_read_gic_group1_binary_point())
      .text(" ").decimal(CPUInterface.acknowledge())
    Shared.pend(b)
    grouped.text(" higher ").decimal(CPUInterface.acknowledge())
    CPUInterface.end(a)
    grouped.text(" then ").decimal(CPUInterface.take()).end()

    // Both pending at once: the subpriority still orders them.
    Shared.pend(a)
    Shared.pend(b)
    say("gic: subpriority-order ").decimal(CPUInterface.take())
      .text(" ").decimal(CPUInterface.take()).end()
    CPUInterface.setBinaryPoint(0)
    say("gic: binary-point-least ").hex(guest_read_gic_group1_binary_point()).end()
  }

  static func checkActive() {
    Shared.prepare(a, priority: 0xa0)
    Shared.pend(a)
    let line = say("gic: active ").decimal(CPUInterface.acknowledge())
      .text(" pending ").decimal(flag(Shared.isPending(a)))
      .text(" active ").decimal(flag(Shared.isActive(a)))
    Shared.pend(a)
    line.text(" again-pending ").decimal(flag(Shared.isPending(a)))
      .text(" ").decimal(CPUInterface.acknowledge())
    CPUInterface.end(a)
    line.text(" ended ").decimal(flag(Shared.isActive(a)))
      .text(" ").decimal(CPUInterface.take())
      .text(" ").decimal(CPUInterface.take()).end()

    // Active by software: pending, but nobody may take it.
    Shared.activate(a)
    Shared.pend(a)
    let held = say("gic: active-by-software ").decimal(CPUInterface.take())
      .text(" pending ").decimal(flag(Shared.isPending(a)))
    Shared.deactivate(a)
    held.text(" released ").decimal(CPUInterface.take()).end()

    // Deactivated behind the CPU's back: the running priority stays until it is ended.
    Shared.pend(a)
    let behind = say("gic: deactivated-by-software ").decimal(CPUInterface.acknowledge())
    Shared.deactivate(a)
    behind.text(" active ").decimal(flag(Shared.isActive(a)))
      .text(" running ").hex(CPUInterface.runningPriority)
    CPUInterface.end(a)
    behind.text(" ended ").hex(CPUInterface.runningPriority).end()

    // Priority drop and deactivation apart.
    CPUInterface.setControl(2)
    Shared.prepare(b, priority: 0xa0)
    Shared.pend(a)
    let split = say("gic: split-end ").hex(guest_read_gic_control() & 3)
      .text(" ").decimal(CPUInterface.acknowledge())
    CPUInterface.end(a)
    split.text(" dropped ").hex(CPUInterface.runningPriority)
      .text(" active ").decimal(flag(Shared.isActive(a)))
    Shared.pend(a)
    Shared.pend(b)
    split.text(" other ").decimal(CPUInterface.acknowledge())
    CPUInterface.end(b)
    guest_write_gic_deactivate(b)
    guest_instruction_barrier()
    split.text(" held ").decimal(CPUInterface.acknowledge())
    guest_write_gic_deactivate(a)
    guest_instruction_barrier()
    split.text(" deactivated ").decimal(CPUInterface.acknowledge())
    CPUInterface.end(a)
    guest_write_gic_deactivate(a)
    guest_instruction_barrier()
    split.text(" active ").decimal(flag(Shared.isActive(a))).end()
    CPUInterface.setControl(0)
  }

  static func checkGroups() {
    Shared.prepare(a)
    guest_write_gic_group1_enable(0)
    guest_instruction_barrier()
    Shared.pend(a)
    let line = say("gic: group1-off-cpu ").decimal(CPUInterface.take())
    guest_write_gic_group1_enable(1)
    guest_instruction_barrier()
    line.text(" on ").decimal(CPUInterface.take()).end()

    Memory.write32(InterruptController.distributor, 0x11)
    InterruptController.waitForDistributor()
    Shared.pend(a)
    let distributor = say("gic: group1-off-distributor ").decimal(CPUInterface.take())
      .text(" pending ").decimal(flag(Shared.isPending(a)))
    Memory.write32(InterruptController.distributor, 0x13)
    InterruptController.waitForDistributor()
    distributor.text(" on ").decimal(CPUInterface.take()).end()

    Shared.setGroup(a, 0)
    Shared.pend(a)
    let group0 = say("gic: group0 off ").decimal(CPUInterface.acknowledgeGroup0())
    guest_write_gic_group0_enable(1)
    guest_instruction_barrier()
    group0.text(" as-group1 ").decimal(CPUInterface.take())
    let taken = CPUInterface.acknowledgeGroup0()
    group0.text(" on ").decimal(taken)
    if taken < 1020 { guest_write_gic_group0_end(taken) }
    guest_instruction_barrier()
    group0.text(" active ").decimal(flag(Shared.isActive(a))).end()
    guest_write_gic_group0_enable(0)
    guest_instruction_barrier()
    Shared.setGroup(a, 1)
  }

  /// More at once than any implementation has list registers: all arrive, in the order of their priorities.
  static func checkOverflow() {
    for index: UInt64 in 0..<20 {
      Shared.prepare(a &+ index, priority: UInt8(truncatingIfNeeded: (index &* 7 % 20 &+ 2) &* 8))
    }
    Memory.write32(InterruptController.distributor &+ 0x200 &+ 7 &* 4, 0xf_ffff)
    guest_memory_barrier()
    let order = say("gic: twenty-pending")
    for _ in 0..<21 { order.text(" ").decimal(CPUInterface.take()) }
    order.end()

    // Twelve nested in each other, all active together.
    let nested = say("gic: twelve-active")
    for index: UInt64 in 0..<12 {
      Shared.setPriority(a &+ index, UInt8(truncatingIfNeeded: (20 &- index) &* 8))
      Shared.pend(a &+ index)
      nested.text(" ").decimal(CPUInterface.acknowledge())
    }
    let word = InterruptController.distributor &+ 0x300 &+ 7 &* 4
    nested.text(" active ").hex(Memory.read32(word))
    for index: UInt64 in 0..<12 { CPUInterface.end(a &+ 11 &- index) }
    nested.text(" ended ").hex(Memory.read32(word))
      .text(" running ").hex(CPUInterface.runningPriority).end()

    // Dropped but not deactivated: twelve active with none running, deactivated in another order.
    CPUInterface.setControl(2)
    let dropped = say("gic: twelve-dropped")
    for index: UInt64 in 0..<12 {
      Shared.pend(a &+ index)
      let taken = CPUInterface.acknowledge()
      dropped.text(" ").decimal(taken)
      if taken < 1020 { CPUInterface.end(taken) }
    }
    dropped.text(" active ").hex(Memory.read32(word))
    for index: UInt64 in 0..<12 {
      guest_write_gic_deactivate(a &+ (index &* 5 % 12))
      guest_instruction_barrier()
    }
    dropped.text(" deactivated ").hex(Memory.read32(word)).end()
    CPUInterface.setControl(0)
  }

  static func checkLevel() {
    let timer = GenericTimer.virtual
    let own = Recorder.redistributor.value &+ 0x1_0000
    let bit: UInt32 = 1 << 27
    timer.compare = timer.counter
    timer.control = 1
    timer.spin(microseconds: 50)
    let line = say("gic: level-timer disabled pending ")
      .decimal(flag(Memory.read32(own &+ 0x200) & bit != 0))
    Memory.write32(own &+ 0x280, bit)
    line.text(" cleared ").decimal(flag(Memory.read32(own &+ 0x200) & bit != 0))
    timer.control = 0
    timer.spin(microseconds: 50)
    line.text(" off ").decimal(flag(Memory.read32(own &+ 0x200) & bit != 0))
    timer.control = 1
    Memory.write32(own &+ 0x100, bit)
    line.text(" taken ").decimal(CPUInterface.take())
      .text(" again ").decimal(CPUInterface.acknowledge())
    timer.control = 0
    CPUInterface.end(27)
    line.text(" off ").decimal(CPUInterface.take()).end()

    // Taken back before anybody took it.
    CPUInterface.setPriorityMask(0)
    timer.control = 1
    timer.spin(microseconds: 50)
    timer.control = 0
    timer.spin(microseconds: 50)
    // How soon a lowered line is noticed is not defined, but what was read as not pending stays away.
    let retracted = say("gic: level-timer-retracted pending ")
      .decimal(flag(Memory.read32(own &+ 0x200) & bit != 0))
    CPUInterface.setPriorityMask(0xf8)
    retracted.text(" taken ").decimal(CPUInterface.take()).end()
    Memory.write32(own &+ 0x180, bit)

    // The physical timer likewise.
    let physical = GenericTimer.physical
    Memory.write32(own &+ 0x100, 1 << 30)
    physical.compare = physical.counter
    physical.control = 1
    let other = say("gic: physical-timer ").decimal(CPUInterface.acknowledge())
    physical.control = 0
    CPUInterface.end(30)
    other.text(" off ").decimal(CPUInterface.take()).end()
    Memory.write32(own &+ 0x180, 1 << 30)

    // The UART's transmit interrupt, raised by printing and cleared at the device.
    let uart = Platform.uart
    Shared.prepare(33)
    Shared.setEdge(33, false)
    Memory.write32(uart &+ 0x44, 0x7ff)
    Memory.write32(uart &+ 0x38, 0x20)
    Console.put(13)
    let taken = CPUInterface.acknowledge()
    let status = Memory.read32(uart &+ 0x40)
    Memory.write32(uart &+ 0x38, 0)
    if taken < 1020 { CPUInterface.end(taken) }
    Memory.write32(uart &+ 0x44, 0x7ff)
    say("gic: uart-level ").decimal(taken).text(" status ").hex(status & 0x20)
      .text(" after ").decimal(CPUInterface.take()).end()
    Shared.disable(33)
  }

  /// The same through the vectors, with interrupts unmasked.
  static func checkHandlers() {
    Memory.write32(Recorder.redistributor.value &+ 0x1_0100, 0xffff)
    CPUInterface.sendSelf(5)
    let woken = say("gic: wfi-masked ")
    guest_wait_for_interrupt()
    woken.decimal(CPUInterface.take()).end()

    guest_unmask_interrupts()
    CPUInterface.sendSelf(3)
    Recorder.wait(cpu: 0, expected: 1)
    Recorder.report("self-software-interrupt", cpu: 0)

    Shared.prepare(a, priority: 0xa0)
    Shared.prepare(b, priority: 0x60)
    Recorder.nested.value = b
    Recorder.nesting.value = a
    Shared.pend(a)
    Recorder.wait(cpu: 0, expected: 3)
    Recorder.report("nested-handlers", cpu: 0)
    // Bit 7 alone is the group priority now, and both have it.
    Shared.setPriority(b, 0x80)
    CPUInterface.setBinaryPoint(7)
    Shared.pend(a)
    Recorder.wait(cpu: 0, expected: 3)
    Recorder.report("unnested-handlers", cpu: 0)
    CPUInterface.setBinaryPoint(0)
    Recorder.nesting.value = 0

    guest_write_gic_group0_enable(1)
    guest_instruction_barrier()
    Shared.setGroup(a, 0)
    Shared.pend(a)
    Recorder.wait(cpu: 0, expected: 1)
    Recorder.report("group0-is-fiq", cpu: 0)
    Shared.setGroup(a, 1)
    guest_write_gic_group0_enable(0)
    guest_instruction_barrier()

    guest_mask_interrupts()
    Memory.write32(InterruptController.distributor &+ 0x200 &+ 7 &* 4, 0xf_ffff)
    guest_memory_barrier()
    for index: UInt64 in 0..<20 { Shared.enable(a &+ index) }
    guest_unmask_interrupts()
    Recorder.wait(cpu: 0, expected: 20)
    guest_mask_interrupts()
    say("gic: twenty-handled ").decimal(Recorder.count(cpu: 0).value).end()
    Recorder.count(cpu: 0).value = 0
  }

  static func checkSecondCPU() {
    let started = PowerControl.startCPU(1)
    let end = GenericTimer.virtual.counter &+ GenericTimer.frequency
    while Recorder.secondRedistributor.value == 0, GenericTimer.virtual.counter < end {}
    let second = Recorder.secondRedistributor.value
    say("gic: second-cpu ").decimal(started).text(" affinity ").hex(
      Memory.read64(second &+ 8) >> 32
    )
    .text(" last ").hex(Memory.read64(second &+ 8) >> 4 & 1).end()
    GenericTimer.virtual.spin(microseconds: 1000)

    CPUInterface.send(guest_write_gic_group1_software_interrupt, 7, to: 1)
    Recorder.wait(cpu: 1, expected: 1)
    Recorder.report("software-interrupt-to-second", cpu: 1)

    // To all but self: the sender's own lines stay quiet.
    guest_write_gic_group1_software_interrupt(9 << 24 | 1 << 40)
    guest_instruction_barrier()
    Recorder.wait(cpu: 1, expected: 1)
    Recorder.report("software-interrupt-to-others", cpu: 1)
    say("gic: software-interrupt-to-others-self ").decimal(CPUInterface.take()).end()

    // Both at once by target list, where both are in one list.
    guest_write_gic_group1_software_interrupt(11 << 24 | 3)
    guest_instruction_barrier()
    Recorder.wait(cpu: 1, expected: 1)
    Recorder.report("software-interrupt-list", cpu: 1)
    say("gic: software-interrupt-list-self ").decimal(CPUInterface.take()).end()

    // An empty list, and a CPU that is not there.
    guest_write_gic_group1_software_interrupt(12 << 24)
    guest_write_gic_group1_software_interrupt(12 << 24 | 1 << 16 | 1)
    guest_instruction_barrier()
    Recorder.wait(cpu: 1, expected: 1)
    Recorder.report("software-interrupt-nobody", cpu: 1)

    // A Group 0 software interrupt for one that is configured Group 1 goes nowhere.
    CPUInterface.send(guest_write_gic_group0_software_interrupt, 13, to: 1)
    Recorder.wait(cpu: 1, expected: 1)
    Recorder.report("software-interrupt-wrong-group", cpu: 1)

    // Set pending in the other CPU's redistributor.
    Memory.write32(second &+ 0x1_0200, 1 << 2)
    Recorder.wait(cpu: 1, expected: 1)
    Recorder.report("remote-software-pend", cpu: 1)
    Memory.write32(second &+ 0x1_0100, 1 << 18)
    Memory.write32(second &+ 0x1_0200, 1 << 18)
    Recorder.wait(cpu: 1, expected: 1)
    Recorder.report("remote-private-pend", cpu: 1)

    Shared.prepare(a)
    Shared.route(a, Platform.affinity(1))
    Shared.pend(a)
    Recorder.wait(cpu: 1, expected: 1)
    Recorder.report("routed-to-second", cpu: 1)
    say("gic: routed-to-second-self ").decimal(CPUInterface.take()).end()

    // Routed away while it is pending here.
    CPUInterface.setPriorityMask(0)
    Shared.prepare(b)
    Shared.pend(b)
    Shared.route(b, Platform.affinity(1))
    Recorder.wait(cpu: 1, expected: 1)
    Recorder.report("rerouted-while-pending", cpu: 1)
    CPUInterface.setPriorityMask(0xf8)
    say("gic: rerouted-while-pending-self ").decimal(CPUInterface.take()).end()

    // Routed to nobody it waits; routed back it arrives.
    Recorder.count(cpu: 1).value = 0  // anything late was reported above as missing
    Shared.route(a, 0xff_ff0e)
    Shared.pend(a)
    Recorder.wait(cpu: 1, expected: 1)
    let nobody = say("gic: routed-to-nobody ").decimal(CPUInterface.take())
      .text(" second ").decimal(Recorder.count(cpu: 1).value)
      .text(" pending ").decimal(flag(Shared.isPending(a)))
    Shared.route(a, Platform.affinity(0))
    nobody.text(" back ").decimal(CPUInterface.take()).end()

    // To any one CPU: exactly one of them takes it.
    Recorder.count(cpu: 1).value = 0
    Shared.route(a, 1 << 31)
    Shared.pend(a)
    Recorder.wait(cpu: 1, expected: 1)
    let own = CPUInterface.take() == a ? UInt64(1) : 0
    say("gic: one-of-n ").decimal(own &+ Recorder.count(cpu: 1).value).end()
    Recorder.count(cpu: 1).value = 0

    // A thousand software interrupts, each waited for.
    var answered: UInt64 = 0
    for _ in 0..<1000 {
      let before = Recorder.count(cpu: 1).value
      CPUInterface.send(guest_write_gic_group1_software_interrupt, 1, to: 1)
      let end = GenericTimer.virtual.counter &+ GenericTimer.frequency / 10
      while Recorder.count(cpu: 1).value == before, GenericTimer.virtual.counter < end {}
      if Recorder.count(cpu: 1).value == before &+ 1 { answered &+= 1 }
    }
    Recorder.count(cpu: 1).value = 0
    say("gic: thousand-software-interrupts ").decimal(answered).end()
  }
}
