import Core
import Testing

/// One vCPU with what the image keeps beside it.
final class FakeVirtualCPU {
  var interrupts: VirtualCPUInterrupts<FakeHardware>
  let mailbox = InterruptMailbox()
  /// Acknowledged and not yet ended, in order.
  var running: [UInt32] = []

  init(index: Int, registerCount: Int) {
    interrupts = VirtualCPUInterrupts(
      index: index, listRegisterCount: registerCount, hardwareInterrupts: 1 << 27 | 1 << 30)
  }
}

/// A VM on as many cores as it has vCPUs, doing what the image does: every kick is taken at once.
final class FakeMachine {
  let board: FakeBoard
  var distributor: VirtualDistributor<FakeHardware>
  let affinities: [UInt32]
  let vcpus: [FakeVirtualCPU]
  let table: AffinityTable
  /// The core that each vCPU is on, or was on last.
  var places: [Int]
  /// On no core.
  var parked: Set<Int> = []
  private let nowhere: FakeInterface

  init(vcpus count: Int, registerCount: Int = 4, adopting owned: [UInt32] = []) {
    board = FakeBoard(cores: count, registerCount: registerCount)
    nowhere = FakeInterface(core: -1, board: board, registerCount: registerCount)
    nowhere.isNowhere = true
    places = Array(0..<count)
    affinities = (0..<count).map { UInt32($0) }
    table = Self.makeTable(affinities)
    distributor = VirtualDistributor(
      affinities: Self.makeTable(affinities),
      coreAffinities: Self.makeTable(affinities.map { $0 + 0x100 }))
    for intid in owned { _ = distributor.adopt(intid) }
    vcpus = (0..<count).map { FakeVirtualCPU(index: $0, registerCount: registerCount) }
  }

  static func makeTable(_ affinities: [UInt32]) -> AffinityTable {
    var table = AffinityTable()
    for affinity in affinities {
      let wasAppended = table.append(affinity)
      #expect(wasAppended)
    }
    return table
  }

  /// Does it where the vCPU is.
  func on<Result>(_ vcpu: Int, _ body: () -> Result) -> Result {
    FakeHardware.$place.withValue(
      parked.contains(vcpu) ? nowhere : interface(of: vcpu), operation: body)
  }

  func interface(of vcpu: Int) -> FakeInterface { board.interfaces[places[vcpu]] }

  func park(_ vcpu: Int) {
    on(vcpu) { tell(vcpus[vcpu].interrupts.park(&distributor)) }
    parked.insert(vcpu)
    settle()
  }

  func unpark(_ vcpu: Int) {
    parked.remove(vcpu)
    on(vcpu) { vcpus[vcpu].interrupts.unpark() }
    settle()
  }

  /// Two vCPUs that are on no core change places. What an image saves and loads goes with them: priorities that are
  /// active, and the timers, whose lines are low meanwhile.
  func exchange(_ one: Int, _ other: Int) {
    let (a, b) = (interface(of: one), interface(of: other))
    (a.activePriorities, b.activePriorities) = (b.activePriorities, a.activePriorities)
    (a.lines, b.lines) = (b.lines, a.lines)
    #expect(a.physicallyActive == 0 && b.physicallyActive == 0)
    places.swapAt(one, other)
  }

  func tell(_ set: UInt32) {
    for (index, vcpu) in vcpus.enumerated() where set >> UInt32(index) & 1 != 0 {
      vcpu.mailbox.post(InterruptMailbox.distributorChanged)
    }
  }

  func distributorAccess(_ access: InterruptRegisterAccess, from core: Int) -> UInt64 {
    if !access.isWrite,
      let value = InterruptIdentity.distributor(access.offset, size: access.size)
    {
      return value
    }
    var outcome = on(core) { distributor.access(access, on: &vcpus[core].interrupts) }
    var value = outcome.value
    tell(outcome.toBeTold)
    var rounds = 0
    while outcome.remaining != 0 {
      rounds += 1
      #expect(rounds <= 16)
      if rounds > 16 { break }
      let other = Int(outcome.remainingOn)
      let only = outcome.remaining
      outcome = on(other) {
        distributor.access(access, only: only, on: &vcpus[other].interrupts)
      }
      value |= outcome.value
      tell(outcome.toBeTold)
    }
    return value
  }

  func read(_ offset: UInt32, size: UInt8 = 4, from core: Int = 0) -> UInt64 {
    let value = distributorAccess(.read(offset, size: size), from: core)
    settle()
    return value
  }

  func write(_ offset: UInt32, _ value: UInt64, size: UInt8 = 4, from core: Int = 0) {
    #expect(distributorAccess(.write(offset, value, size: size), from: core) == 0)
    settle()
  }

  /// A redistributor access, carried out on the core that owns it.
  func privateAccess(_ access: InterruptRegisterAccess, of core: Int) -> UInt64 {
    on(core) { vcpus[core].interrupts.redistributorAccess(access, distributor: &distributor) }
  }

  func privateRead(_ offset: UInt32, size: UInt8 = 4, of core: Int = 0) -> UInt64 {
    let value = privateAccess(.read(offset, size: size), of: core)
    settle()
    return value
  }

  func privateWrite(_ offset: UInt32, _ value: UInt64, size: UInt8 = 4, of core: Int = 0) {
    #expect(privateAccess(.write(offset, value, size: size), of: core) == 0)
    settle()
  }

  /// A device's line moves, as an emulation on any core sees it.
  func setLine(_ intid: UInt32, _ isHigh: Bool, seenBy core: Int = 0) {
    if on(core, { distributor.setLine(intid, isHigh: isHigh) }) { hasChanged(intid, core) }
    settle()
  }

  /// An edge on a line.
  func pulse(_ intid: UInt32) {
    setLine(intid, true)
    setLine(intid, false)
  }

  /// A shared interrupt has changed: the core's own list registers follow, or vCPUs are told.
  private func hasChanged(_ intid: UInt32, _ core: Int) {
    on(core) {
      if parked.contains(core) || !distributor.show(intid, on: &vcpus[core].interrupts) {
        tell(distributor.toBeTold(intid))
      }
    }
  }

  func send(_ value: UInt64, group: UInt32 = 1, from core: Int = 0) {
    let request = SoftwareInterrupt(value)
    let mail = request.mail(group: group)
    let targets = table.targets(of: request, sender: core)
    for (index, vcpu) in vcpus.enumerated() where targets >> UInt32(index) & 1 != 0 {
      if index == core && !parked.contains(core) {
        on(core) { vcpu.interrupts.accept(mail) }
      } else {
        vcpu.mailbox.post(mail)
      }
    }
    settle()
  }

  /// The level of a physical PPI of one core.
  func setPrivateLine(_ intid: UInt32, _ isHigh: Bool, core: Int = 0) {
    if isHigh {
      interface(of: core).lines |= 1 << intid
    } else {
      interface(of: core).lines &= ~(1 << intid)
    }
    settle()
  }

  func setPhysicalLine(_ intid: UInt32, _ isHigh: Bool) {
    if isHigh { board.spiLines.insert(intid) } else { board.spiLines.remove(intid) }
    settle()
  }

  /// Takes every interrupt that waits for the hypervisor, as often as it takes.
  func settle() {
    for _ in 0..<100 {
      var isQuiet = true
      for intid in board.spiLines.sorted() where board.acknowledgeShared(intid) {
        isQuiet = false
        let core = board.routes[intid].map { Int($0) - 0x100 } ?? 0
        // The route names the core of a vCPU that may be on no core now.
        if on(core, { distributor.physicalInterrupt(intid) }) { hasChanged(intid, core) }
      }
      for core in vcpus.indices where !parked.contains(core) {
        let interface = interface(of: core)
        let vcpu = vcpus[core]
        while let intid = interface.acknowledgePhysical() {
          isQuiet = false
          on(core) { vcpu.interrupts.hardwareInterrupt(intid) }
        }
        if interface.wantsMaintenance {
          isQuiet = false
          vcpu.interrupts.maintenanceInterrupt()
        }
        if enter(core) { isQuiet = false }
      }
      if isQuiet { return checkRules() }
    }
    Issue.record("interrupts do not come to rest")
  }

  /// What the image does before it returns to the guest; false if that was nothing.
  func enter(_ core: Int) -> Bool {
    let vcpu = vcpus[core]
    let hadMail = vcpu.mailbox.hasMail
    return on(core) {
      if hadMail { vcpu.interrupts.accept(vcpu.mailbox.collect()) }
      guard vcpu.interrupts.needsSynchronization else { return hadMail }
      tell(vcpu.interrupts.synchronize(&distributor))
      return true
    }
  }

  func synchronize(_ core: Int) {
    on(core) { tell(vcpus[core].interrupts.synchronize(&distributor)) }
    settle()
  }

  func checkRules() {
    if let rule = distributor.brokenRule() { Issue.record("\(rule)") }
    for core in vcpus.indices where !parked.contains(core) {
      let rule = on(core) { vcpus[core].interrupts.brokenRule(&distributor) }
      if let rule { Issue.record("vCPU \(core): \(rule)") }
    }
  }

  /// The guest takes the most urgent interrupt.
  func acknowledge(_ core: Int = 0) -> UInt32? {
    guard let intid = interface(of: core).acknowledge() else { return nil }
    vcpus[core].running.append(intid)
    settle()
    return intid
  }

  /// The guest ends the interrupt it took last.
  func end(_ core: Int = 0) {
    guard let intid = vcpus[core].running.popLast() else { return }
    interface(of: core).end(intid)
    settle()
  }

  /// What Linux does first: everything Group 1, both groups on, all priorities 0xA0.
  func openUp() {
    write(0, 3)
    for word in 1..<9 as Range<UInt32> { write(0x80 + word * 4, 0xFFFF_FFFF) }
    for word in 8..<72 as Range<UInt32> { write(0x400 + word * 4, 0xA0A0_A0A0) }
    for core in vcpus.indices {
      privateWrite(0x14, 0, of: core)
      privateWrite(0x10080, 0xFFFF_FFFF, of: core)
      for word in 0..<8 as Range<UInt32> { privateWrite(0x10400 + word * 4, 0xA0A0_A0A0, of: core) }
    }
  }
}
