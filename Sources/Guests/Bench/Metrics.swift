internal import CGuestSupport
internal import GuestSupport

/// Measures and prints one metric after the other, each less what measuring itself costs.
struct Metrics {
  let samples: UInt64
  let redistributor: UInt64
  /// What a routine of measure.S returns that does nothing.
  private let nothing: UInt64

  init(samples: UInt64, redistributor: UInt64) {
    self.samples = samples
    self.redistributor = redistributor
    nothing = guest_measure_nothing(0, 0)
  }

  /// True when the boot arguments name this metric, or none.
  func wants(_ name: StaticString) -> Bool {
    !BootArguments.has("only") || BootArguments.says("only", name)
  }

  private func measure(_ name: StaticString, _ body: () -> UInt64) {
    guard wants(name) else { return }
    for _ in 0..<samples { Samples.add(body() &- nothing) }
    Samples.report(name)
  }

  // MARK: - Calls

  private func call(_ function: UInt64, _ argument: UInt64 = 0) -> UInt64 {
    PowerControl.isBySecureCall
      ? guest_measure_smc(function, argument) : guest_measure_hvc(function, argument)
  }

  func measureCalls() {
    measure("psci-version") { call(0x8400_0000) }
    measure("smccc-version") { call(0x8000_0000) }
    measure("psci-features") { call(0x8400_000a, 0x8400_0000) }
    measure("id-register-read") { guest_measure_identification(0, 0) }
  }

  // MARK: - Device registers

  func measureRegisters() {
    let distributor = InterruptController.distributor
    let bit: UInt64 = 1 << (Shared.peripheral & 31)
    let word = Shared.peripheral / 32 &* 4
    measure("gicd-typer-read") { guest_measure_read32(distributor &+ 4, 0) }
    measure("gicd-isenabler-write") {
      Memory.write32(distributor &+ 0x180 &+ word, UInt32(bit))
      return guest_measure_write32(distributor &+ 0x100 &+ word, bit)
    }
    measure("gicd-icenabler-write") {
      Memory.write32(distributor &+ 0x100 &+ word, UInt32(bit))
      return guest_measure_write32(distributor &+ 0x180 &+ word, bit)
    }
    measure("gicd-ipriorityr-write") {
      guest_measure_write32(distributor &+ 0x400 &+ Shared.peripheral / 4 &* 4, 0xa0a0_a0a0)
    }
    measure("gicr-typer-read") { guest_measure_read32(redistributor &+ 8, 0) }
    measure("gicr-isenabler-write") {
      guest_measure_write32(redistributor &+ 0x1_0100, 1 << Shared.own)
    }
    measure("uart-flags-read") { guest_measure_read32(Platform.uart &+ 0x18, 0) }
    measure("uart-mask-write") { guest_measure_write32(Platform.uart &+ 0x38, 0) }
    if wants("virtio-empty-read") || wants("virtio-empty-write") {
      // Where no such window is, the access aborts: then there is nothing to measure.
      let slot: UInt64 = 0x0a00_3e00
      if !Probe.read32(slot &+ 8).faulted {
        measure("virtio-empty-read") { guest_measure_read32(slot &+ 8, 0) }
        measure("virtio-empty-write") { guest_measure_write32(slot &+ 0x70, 0) }
      } else {
        Samples.report("virtio-empty-read")
        Samples.report("virtio-empty-write")
      }
    }
    // Nothing is here on any of the machines: a hypervisor must say so by an abort.
    measure("stage2-abort") { guest_measure_abort(0x0b80_0000) }
  }

  // MARK: - Interrupts

  /// Waits until the handler has seen an interrupt; that many ticks passed since `start` when its vector was reached.
  private func latency(since start: UInt64, offset: UInt64 = 0) -> UInt64 {
    // The vector stores two registers before it reads the counter.
    Shared.counter.value &+ offset &- start &- 1
  }

  func measureInterrupts() {
    measureTimer("timer-virtual", .virtual)
    measureTimer("timer-physical", .physical)
    measureWake()
    measureAcknowledge()

    guest_unmask_interrupts()
    if wants("sgi-self") {
      let request = Shared.request(Shared.own, to: Platform.affinity(0))
      for _ in 0..<samples {
        Shared.seen.value = 0
        let start = guest_measure_software_interrupt(request, Shared.seen.address)
        Samples.add(latency(since: start) &- 1)
      }
      Samples.report("sgi-self")
    }
    measurePend()
    measureAlarm()
    guest_mask_interrupts()
  }

  private func measureTimer(_ name: StaticString, _ timer: GenericTimer) {
    guard wants(name) else { return }
    InterruptController.enablePrivate(timer.interrupt, at: redistributor)
    let offset = timer == .physical ? physicalOffset : 0
    guest_unmask_interrupts()
    for index in 0..<samples {
      Shared.seen.value = 0
      let due = timer.counter &+ 4000 &+ index &* 37 % 256
      timer.compare = due
      timer.control = 1
      guest_measure_spin(Shared.seen.address)
      Samples.add(latency(since: due, offset: offset))
    }
    guest_mask_interrupts()
    Samples.report(name)
  }

  /// Physical minus virtual counter. The middle of three readings, each one instruction after the other.
  private var physicalOffset: UInt64 {
    let first = guest_read_virtual_counter()
    let middle = guest_read_physical_counter()
    let last = guest_read_virtual_counter()
    return middle &- (first &+ last) / 2
  }

  /// In ticks: time for an emulator to take notice of a timer that was set. QEMU moves its clock on to the next timer as
  /// soon as all cores sleep, and counts in what the last one executed, a few instructions, twice if that is just then.
  private let settling: UInt64 = 50_000

  private func settle() {
    let start = GenericTimer.virtual.counter
    while GenericTimer.virtual.counter &- start < settling {}
  }

  private func measureWake() {
    guard wants("wfi-wake") else { return }
    let timer = GenericTimer.virtual
    InterruptController.enablePrivate(timer.interrupt, at: redistributor)
    for index in 0..<samples {
      Shared.seen.value = 0
      let due = timer.counter &+ 2 &* settling &+ index &* 37 % 256
      timer.compare = due
      timer.control = 1
      settle()
      var awake = guest_measure_wait()
      // A hypervisor's own interrupt may end the wait, too.
      while awake < due { awake = guest_measure_wait() }
      Samples.add(awake &- due)
      guest_unmask_interrupts()
      guest_measure_spin(Shared.seen.address)
      guest_mask_interrupts()
    }
    Samples.report("wfi-wake")
  }

  private func measureAcknowledge() {
    guard wants("acknowledge") || wants("end-of-interrupt") else { return }
    let timer = GenericTimer.virtual
    InterruptController.enablePrivate(timer.interrupt, at: redistributor)
    Shared.measures.value = 1
    guest_unmask_interrupts()
    var first = true
    for metric in 0..<2 {
      first = metric == 0
      for _ in 0..<samples {
        Shared.seen.value = 0
        timer.compare = timer.counter &+ 2000
        timer.control = 1
        guest_measure_spin(Shared.seen.address)
        Samples.add((first ? Shared.acknowledge.value : Shared.end.value) &- nothing)
      }
      Samples.report(first ? "acknowledge" : "end-of-interrupt")
    }
    guest_mask_interrupts()
    Shared.measures.value = 0
  }

  /// Enables a shared interrupt for this CPU, in Group 1.
  private func prepare(_ interrupt: UInt64, isEdge: Bool) {
    let base = InterruptController.distributor
    let word = interrupt / 32 &* 4
    let bit: UInt32 = 1 << UInt32(interrupt & 31)
    let configuration = base &+ 0xc00 &+ interrupt / 16 &* 4
    let edge: UInt32 = 2 << UInt32(interrupt % 16 &* 2)
    Memory.write32(base &+ 0x180 &+ word, bit)
    InterruptController.waitForDistributor()
    let old = Memory.read32(configuration) & ~edge
    Memory.write32(configuration, isEdge ? old | edge : old)
    Memory.write32(base &+ 0x80 &+ word, Memory.read32(base &+ 0x80 &+ word) | bit)
    Memory.write8(base &+ 0x400 &+ interrupt, 0xa0)
    Memory.write64(base &+ 0x6000 &+ interrupt &* 8, Platform.affinity(0))
    Memory.write32(base &+ 0x100 &+ word, bit)
  }

  private func measurePend() {
    guard wants("spi-pend") else { return }
    let base = InterruptController.distributor
    let word = Shared.peripheral / 32 &* 4
    let bit: UInt64 = 1 << (Shared.peripheral & 31)
    prepare(Shared.peripheral, isEdge: true)
    for _ in 0..<samples {
      Shared.seen.value = 0
      let start = guest_measure_pend(base &+ 0x200 &+ word, Shared.seen.address, bit)
      // A guest in `direct` mode has no such interrupt.
      if Shared.seen.value == 0 { break }
      Samples.add(latency(since: start) &- 1)
    }
    Memory.write32(base &+ 0x180 &+ word, UInt32(bit))
    Samples.report("spi-pend")
  }

  /// An interrupt that a device raises: the clock's alarm, whose second begins when it is set. Waits by WFI, because a
  /// second is long.
  private func measureAlarm() {
    guard wants("spi-device") else { return }
    let clock = Platform.clock
    guard clock != 0 else {
      Samples.report("spi-device")
      return
    }
    Memory.write32(clock &+ 0x1c, 1)  // RTCICR
    Memory.write32(clock &+ 0x10, 1)  // RTCIMSC
    prepare(Shared.clock, isEdge: false)
    guest_mask_interrupts()
    for _ in 0..<min(samples, 100) {
      Shared.seen.value = 0
      let now = Memory.read32(clock)
      let start = guest_measure_store(clock &+ 4, UInt64(now &+ 1))  // RTCMR
      settle()
      while Shared.seen.value == 0 {
        guest_wait_for_interrupt()
        guest_unmask_interrupts()
        guest_instruction_barrier()
        guest_mask_interrupts()
      }
      // When the clock moved on between the two, the alarm came at once.
      let late = latency(since: start &+ GenericTimer.frequency)
      if late < GenericTimer.frequency { Samples.add(late) }
    }
    guest_unmask_interrupts()
    Memory.write32(clock &+ 0x10, 0)
    Samples.report("spi-device")
  }

  // MARK: - Console

  func measureConsole() {
    guard wants("console-byte") else { return }
    for index in 0..<samples {
      Samples.add(
        guest_measure_write32(Platform.uart, index & 63 == 63 ? 10 : 46) &- nothing)
      // As a driver would: the next byte goes when there is room.
      var polls = 0
      while Memory.read32(Platform.uart &+ 0x18) & 0x20 != 0, polls < 1_000_000 { polls &+= 1 }
    }
    Console.put(10)
    Samples.report("console-byte")
  }

  // MARK: - A second CPU

  func measureSecondCPU() {
    if wants("cpu-on") {
      for _ in 0..<min(samples, 100) {
        let start = startSecondCPU(SecondCPU.leaves)
        while Shared.secondState.value == 0 { guest_yield() }
        Samples.add(Shared.secondCounter.value &- start)
        // AFFINITY_INFO: 1 is off.
        while PowerControl.call(0xc400_0004, Platform.affinity(1)).x0 != 1 { guest_yield() }
        // Xen says so too early: a CPU started again at that moment goes on behind its CPU_OFF.
        GenericTimer.virtual.spin(microseconds: 100)
      }
      Samples.report("cpu-on")
    }
    _ = startSecondCPU(SecondCPU.stays)
    while Shared.secondState.value != 2 { guest_yield() }
    guest_unmask_interrupts()
    if wants("sgi-round-trip") { measureRoundTrip("sgi-round-trip") }
    SecondCPU.sleeps.value = 1
    if wants("sgi-round-trip-asleep") { measureRoundTrip("sgi-round-trip-asleep") }
    guest_mask_interrupts()
  }

  /// The counter before the call that started it.
  func startSecondCPU(_ context: UInt64) -> UInt64 {
    Shared.secondState.value = 0
    guest_memory_barrier()
    while true {
      let start = guest_measure_start(
        0xc400_0003, Platform.affinity(1), guest_address_of_guest_secondary_start(), context,
        PowerControl.isBySecureCall ? 1 : 0)
      if start != 0 { return start }
      guest_yield()
    }
  }

  private func measureRoundTrip(_ name: StaticString) {
    let request = Shared.request(Shared.ping, to: Platform.affinity(1))
    // Whatever the first ones find unready is not what is measured.
    for index in 0..<(samples &+ 8) {
      Shared.seen.value = 0
      let start = guest_measure_software_interrupt(request, Shared.seen.address)
      if index >= 8 { Samples.add(latency(since: start) &- 1) }
      GenericTimer.virtual.spin(microseconds: 2)
    }
    Samples.report(name)
  }
}
