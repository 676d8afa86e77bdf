import Core
import Testing

@Suite struct PhysicalGICTests {
  private typealias GIC = PhysicalGIC<FakeRegisters>

  private func with<Result>(
    _ controller: FakeController, _ body: () throws -> Result
  ) rethrows -> Result {
    try FakeRegisters.$controller.withValue(controller, operation: body)
  }

  @Test func distributorComesUpKnown() throws {
    let controller = FakeController()
    controller.distributor[0x104] = 0xFFFF
    controller.busyReads = 10
    let facts = try with(controller) {
      try GIC.initializeDistributor(bootAffinity: 0x0200_0103, usesGroupZero: true)
    }
    #expect(facts.interruptCount == 288)
    #expect(facts.hasOneSecurityState)
    #expect(controller.log.first == "D0=0")
    #expect(controller.log.last == "D0=13")
    for word in 1..<9 as Range<UInt32> {
      #expect(controller.distributor[0x100 + word * 4] ?? 0 == 0)
      #expect(controller.distributor[0x80 + word * 4] == 0xFFFF_FFFF)
    }
    for word in 8..<72 as Range<UInt32> {
      #expect(controller.distributor[0x400 + word * 4] == 0xA0A0_A0A0)
    }
    #expect(controller.distributor[0x80] == nil)
    #expect(controller.distributor[0x400 + 288] == nil)
    #expect(controller.distributor[0x6000 + 287 * 8] == 0x103)
    #expect(controller.distributor[0x6004 + 32 * 8] == 2)
    #expect(controller.distributor[0x6000 + 288 * 8] == nil)
  }

  @Test func brokenControllersAreRefused() {
    let busy = FakeController()
    busy.busyReads = .max
    #expect(throws: PhysicalGICError.distributorBusy) {
      try with(busy) { try GIC.initializeDistributor(bootAffinity: 0, usesGroupZero: false) }
    }
    let secure = FakeController()
    secure.distributor[0] = 0
    #expect(throws: PhysicalGICError.groupZeroUnavailable) {
      try with(secure) { try GIC.initializeDistributor(bootAffinity: 0, usesGroupZero: true) }
    }
    let sleepy = FakeController()
    sleepy.staysAsleep = true
    sleepy.addRedistributor(0x1000, affinity: 0)
    #expect(throws: PhysicalGICError.interfaceAsleep) {
      try with(sleepy) {
        try GIC.initializeRedistributor(0x1000, enabled: 0, kick: 15, kickIsGroupZero: false)
      }
    }
    let stuck = FakeController()
    stuck.busyReads = .max
    stuck.addRedistributor(0x1000, affinity: 0)
    #expect(throws: PhysicalGICError.redistributorBusy) {
      try with(stuck) {
        try GIC.initializeRedistributor(0x1000, enabled: 0, kick: 15, kickIsGroupZero: false)
      }
    }
  }

  @Test func redistributorsAreFoundByAffinity() {
    let controller = FakeController()
    controller.addRedistributor(0x80A_0000, affinity: 0)
    controller.addRedistributor(0x80C_0000, affinity: 1, flags: 2)
    controller.addRedistributor(0x810_0000, affinity: 0x100, flags: 16)
    controller.addRedistributor(0x812_0000, affinity: 0x101)
    with(controller) {
      let find = { (affinity: UInt32, length: UInt64) in
        GIC.findRedistributor(affinity: affinity, region: 0x80A_0000, length: length)
      }
      #expect(find(0, 0x20_0000) == 0x80A_0000)
      #expect(find(1, 0x20_0000) == 0x80C_0000)
      #expect(find(0x100, 0x20_0000) == 0x810_0000)
      // Beyond the last one, and beyond the region.
      #expect(find(0x101, 0x20_0000) == nil)
      #expect(find(0x100, 0x6_0000) == nil)
      #expect(find(0, 0) == nil)
    }
  }

  @Test func redistributorComesUpWithTheKickMostUrgent() throws {
    let controller = FakeController()
    controller.addRedistributor(0x1000, affinity: 0)
    try with(controller) {
      try GIC.initializeRedistributor(
        0x1000, enabled: 1 << 15 | 1 << 27, kick: 15, kickIsGroupZero: true)
    }
    let file = controller.redistributors[0x1000]!
    #expect(file[0x14] == 0)
    #expect(file[0x10080] == 0xFFFF_7FFF)
    #expect(file[0x10100] == 1 << 15 | 1 << 27)
    #expect(file[0x1040C] == 0x00A0_A0A0)
    #expect(file[0x10408] == 0xA0A0_A0A0)
    try with(controller) {
      try GIC.initializeRedistributor(0x1000, enabled: 1, kick: 0, kickIsGroupZero: false)
    }
    #expect(controller.redistributors[0x1000]![0x10080] == 0xFFFF_FFFF)
    #expect(controller.redistributors[0x1000]![0x10400] == 0xA0A0_A000)
  }

  @Test func singleInterruptsAreProgrammed() {
    let controller = FakeController()
    with(controller) {
      GIC.setEnabled(70, true)
      GIC.setPending(70, true)
      #expect(GIC.isPending(70))
      GIC.setPending(70, false)
      #expect(!GIC.isPending(70))
      GIC.setEdgeTriggered(70, true)
      GIC.setEdgeTriggered(70, true)
      GIC.setPriority(70, 0x40)
      GIC.setRoute(70, affinity: 0x0102_0304)
      GIC.setEnabled(70, false)
      GIC.deactivate(70)
      GIC.setPrivateEnabled(0x1000, 27, true)
      GIC.setPrivateEnabled(0x1000, 27, false)
      #expect(!GIC.isPrivatePending(0x1000, 27))
    }
    #expect(
      controller.log == [
        "D108=40", "D208=40", "D288=40", "Dc10=2000", "D444=400000", "D6230=100020304", "D188=40",
        "D388=40", "R1000:10100=8000000", "R1000:10180=8000000",
      ])
  }

  @Test func prioritiesOfGuestsStayAboveTheFloor() {
    #expect(InterruptPriority.guestMask(0) == 0x10)
    #expect(InterruptPriority.guestMask(0xF0) == 0xF0)
    #expect(InterruptPriority.guestMask(0x1_0000_0008) == 0x10)
  }

  @Test func softwareInterruptNamesItsTarget() {
    let value = PhysicalInterface.softwareInterrupt(15, affinity: 0x0403_0225)
    let request = SoftwareInterrupt(value)
    #expect(request.intid == 15)
    #expect(request.targetList == 1 << 5)
    #expect(request.firstTarget == 32)
    #expect(request.cluster == 0x04_0302)
    #expect(!request.isBroadcast)
  }
}
