import Core
import Testing

@Suite struct InjectionTests {
  static let timer: UInt32 = 27

  private func machine(
    vcpus: Int = 1, registerCount: Int = 4, adopting: [UInt32] = []
  ) -> FakeMachine {
    let machine = FakeMachine(vcpus: vcpus, registerCount: registerCount, adopting: adopting)
    machine.openUp()
    return machine
  }

  @Test func timerInterruptIsListedAndEndedWithoutTheHypervisor() {
    let machine = machine()
    machine.privateWrite(0x10100, 1 << 27)
    for round in 1...20 {
      machine.setPrivateLine(27, true)
      #expect(machine.acknowledge() == 27)
      machine.setPrivateLine(27, false)
      #expect(machine.board.interfaces[0].physicallyActive == 1 << 27)
      machine.end()
      #expect(machine.board.interfaces[0].physicallyActive == 0)
      #expect(machine.vcpus[0].interrupts.injectedCount == UInt64(round))
    }
    #expect(machine.board.log.isEmpty)
    #expect(machine.acknowledge() == nil)
  }

  @Test func disabledTimerInterruptWaitsUntilItIsEnabled() {
    let machine = machine()
    machine.setPrivateLine(27, true)
    #expect(machine.acknowledge() == nil)
    #expect(machine.privateRead(0x10200) == 1 << 27)
    machine.privateWrite(0x10100, 1 << 27)
    #expect(machine.acknowledge() == 27)
  }

  @Test func timerThatIsReprogrammedBeforeItWasTakenIsForgotten() {
    let machine = machine()
    machine.setPrivateLine(27, true)
    machine.setPrivateLine(27, false)
    machine.privateWrite(0x10100, 1 << 27)
    #expect(machine.acknowledge() == nil)
    #expect(machine.board.interfaces[0].physicallyActive == 0)
  }

  @Test func softwareLevelInterruptComesAgainWhileItsLineIsHigh() {
    let machine = machine()
    machine.write(0x104, 1 << 1)
    machine.setLine(33, true)
    #expect(machine.acknowledge() == 33)
    machine.end()
    #expect(machine.acknowledge() == 33)
    machine.setLine(33, false)
    let exits = machine.vcpus[0].interrupts.maintenanceCount
    machine.end()
    #expect(machine.acknowledge() == nil)
    // The line fell while the guest was handling it, so its end needs no exit.
    #expect(machine.vcpus[0].interrupts.maintenanceCount == exits)
  }

  @Test func edgeDuringHandlingIsNotLost() {
    let machine = machine()
    machine.write(0xC08, 2 << 8)
    machine.write(0x104, 1 << 4)
    machine.pulse(36)
    #expect(machine.acknowledge() == 36)
    machine.pulse(36)
    #expect(machine.acknowledge() == nil)
    machine.end()
    #expect(machine.acknowledge() == 36)
    machine.end()
    #expect(machine.acknowledge() == nil)
  }

  @Test func pendingSurvivesDisabling() {
    let machine = machine()
    machine.write(0xC08, 2 << 8)
    machine.write(0x104, 1 << 4)
    machine.pulse(36)
    machine.write(0x184, 1 << 4)
    #expect(machine.acknowledge() == nil)
    #expect(machine.read(0x204) == 1 << 4)
    machine.write(0x104, 1 << 4)
    #expect(machine.acknowledge() == 36)
  }

  @Test func priorityOrderIsKeptBeyondTheListRegisters() {
    for registerCount in 1...5 {
      let machine = machine(registerCount: registerCount)
      machine.write(0x108, 0xFFFF_FFFF)
      var order: [UInt32] = []
      for index in 0..<12 as Range<UInt32> {
        let priority = UInt64((index * 5) % 12) * 8 + 0x40
        machine.write(0x440 + index, priority, size: 1)
      }
      machine.write(0x208, 0xFFF)
      while order.count < 24, let intid = machine.acknowledge() {
        order.append(intid)
        machine.end()
      }
      let expected = (0..<12 as Range<UInt32>).sorted { ($0 * 5) % 12 < ($1 * 5) % 12 }
      #expect(order == expected.map { $0 + 64 }, "\(registerCount) list registers")
    }
  }

  @Test func moreUrgentNewcomerDisplacesAPendingOne() {
    let machine = machine(registerCount: 2)
    machine.write(0x104, 0xF)
    machine.write(0x423, 0x10, size: 1)
    machine.write(0x204, 0x7)
    machine.write(0x204, 0x8)
    #expect(machine.acknowledge() == 35)
  }

  @Test func nestingDeeperThanTheListRegistersEndsInOrder() {
    let machine = machine(registerCount: 2)
    machine.write(0x104, 0xFF)
    for index in 0..<8 as Range<UInt32> {
      machine.write(0x420 + index, UInt64(0xF0 - index * 0x10), size: 1)
    }
    for index in 0..<8 as Range<UInt32> {
      machine.write(0x204, 1 << UInt64(index))
      #expect(machine.acknowledge() == 32 + index)
    }
    #expect(machine.read(0x304) == 0xFF)
    for index in (0..<8 as Range<UInt32>).reversed() {
      #expect(machine.vcpus[0].running.last == 32 + index)
      machine.end()
      #expect(machine.read(0x304) == (1 << UInt64(index)) - 1)
    }
  }

  @Test func softwareInterruptsReachOneSelfAndOthers() {
    let machine = machine(vcpus: 4)
    for core in 0..<4 { machine.privateWrite(0x10100, 0xFFFF, of: core) }
    machine.send(0b1011 | 5 << 24, from: 1)
    #expect(machine.acknowledge(0) == 5)
    #expect(machine.acknowledge(1) == 5)
    #expect(machine.acknowledge(2) == nil)
    #expect(machine.acknowledge(3) == 5)
    for core in [0, 1, 3] { machine.end(core) }
    machine.send(1 << 40 | 7 << 24, from: 2)
    for core in [0, 1, 3] {
      #expect(machine.acknowledge(core) == 7)
      machine.end(core)
    }
    #expect(machine.acknowledge(2) == nil)
  }

  @Test func softwareInterruptOfTheOtherGroupIsNotSent() {
    let machine = machine()
    machine.privateWrite(0x10100, 0xFFFF)
    machine.send(1 | 3 << 24, group: 0)
    #expect(machine.acknowledge() == nil)
    machine.privateWrite(0x10080, 0xFFFF_FFF7)
    machine.send(1 | 3 << 24, group: 1)
    #expect(machine.acknowledge() == nil)
    machine.send(1 | 3 << 24, group: 0)
    #expect(machine.acknowledge() == 3)
  }

  @Test func softwareInterruptDuringItsOwnHandlingComesAgain() {
    let machine = machine()
    machine.privateWrite(0x10100, 0xFFFF)
    machine.send(1 | 3 << 24)
    #expect(machine.acknowledge() == 3)
    machine.send(1 | 3 << 24)
    machine.end()
    #expect(machine.acknowledge() == 3)
    machine.end()
    #expect(machine.acknowledge() == nil)
  }

  @Test func physicalInterruptOfTheVMIsBackedByHardware() {
    let machine = machine(vcpus: 2, adopting: [40])
    machine.write(0x6140, 1, size: 8)
    machine.write(0x104, 1 << 8)
    #expect(machine.board.routes == [40: 0x101])
    #expect(machine.board.log.last == "enable 40")
    machine.setPhysicalLine(40, true)
    #expect(machine.acknowledge(0) == nil)
    #expect(machine.acknowledge(1) == 40)
    machine.setPhysicalLine(40, false)
    #expect(machine.board.spiActive == [40])
    machine.end(1)
    #expect(machine.board.spiActive.isEmpty)
    #expect(machine.vcpus[1].interrupts.maintenanceCount == 0)
  }

  /// The board signals a physical interrupt, and the image takes it on core 0.
  private func signal(_ intid: UInt32, on machine: FakeMachine) {
    machine.board.spiLines.insert(intid)
    #expect(machine.board.acknowledgeShared(intid))
    let isOwned = machine.on(0) { machine.distributor.physicalInterrupt(intid) }
    #expect(isOwned)
  }

  /// Whether a change needs no more than the list register of that one interrupt, on core 0.
  private func show(_ intid: UInt32, on machine: FakeMachine) -> Bool {
    let isShown = machine.on(0) {
      machine.distributor.show(intid, on: &machine.vcpus[0].interrupts)
    }
    let waits = machine.vcpus[0].interrupts.needsSynchronization
    #expect(!isShown || !waits)
    machine.checkRules()
    return isShown
  }

  private func take(_ intid: UInt32, on machine: FakeMachine) -> Bool {
    signal(intid, on: machine)
    return show(intid, on: machine)
  }

  @Test func physicalInterruptGoesIntoItsListRegisterAlone() {
    let machine = machine(registerCount: 2, adopting: [40])
    machine.write(0x104, 1 << 8)
    machine.privateWrite(0x10100, 1 << 27)
    machine.setPrivateLine(27, true)
    for round in 1...5 as ClosedRange<UInt64> {
      #expect(take(40, on: machine))
      #expect(
        machine.board.interfaces[0].registers[1]
          == ListRegister.hardware | ListRegister.pending | ListRegister.group1 | 0xA0 << 48
          | 40 << 32 | 40)
      #expect(machine.vcpus[0].interrupts.injectedCount == 1 + round)
      if round == 1 { #expect(machine.acknowledge() == 27) }
      if round == 1 {
        machine.setPrivateLine(27, false)
        machine.end()
      }
      #expect(machine.acknowledge() == 40)
      machine.board.spiLines = []
      machine.end()
      #expect(machine.board.spiActive.isEmpty)
    }
  }

  @Test func physicalInterruptIsTakenByItsPriority() {
    let machine = machine(adopting: [40, 41])
    machine.write(0x104, 3 << 8)
    machine.write(0x429, 0x40, size: 1)
    #expect(take(40, on: machine))
    #expect(machine.acknowledge() == 40)
    #expect(take(41, on: machine))
    #expect(machine.acknowledge() == 41)
    machine.board.spiLines = []
    machine.end()
    machine.end()
    #expect(machine.acknowledge() == nil)
  }

  @Test func physicalInterruptThatIsNotForwardedStaysPending() {
    let machine = machine(adopting: [40])
    machine.write(0x104, 1 << 8)
    // The board has signalled it before the guest disables it.
    machine.board.spiLines = [40]
    #expect(machine.board.acknowledgeShared(40))
    machine.write(0x184, 1 << 8)
    let isOwned = machine.on(0) { machine.distributor.physicalInterrupt(40) }
    #expect(isOwned)
    #expect(show(40, on: machine))
    #expect(machine.acknowledge() == nil)
    #expect(machine.read(0x204) == 1 << 8)
    machine.write(0x84, 0xFFFF_FEFF)
    machine.write(0, 2)
    machine.write(0x104, 1 << 8)
    #expect(machine.acknowledge() == nil)
    machine.write(0, 3)
    #expect(machine.acknowledge() == 40)
  }

  @Test func physicalInterruptLeavesTheWholeToSynchronizeWhereItMust() {
    // More urgent ones wait for a list register.
    let full = machine(registerCount: 2, adopting: [40])
    full.write(0x104, 0xFFF)
    full.write(0x204, 0x7)
    #expect(!take(40, on: full))
    full.tell(1)
    full.settle()
    // It is on its way to another core.
    let other = machine(vcpus: 2, adopting: [40])
    other.write(0x104, 1 << 8)
    other.board.spiLines = [40]
    #expect(other.board.acknowledgeShared(40))
    other.write(0x6140, 1, size: 8)
    let isOwned = other.on(0) { other.distributor.physicalInterrupt(40) }
    #expect(isOwned)
    #expect(!show(40, on: other))
    let told = other.distributor.toBeTold(40)
    #expect(told == 0b10)
    other.tell(told)
    other.settle()
    #expect(other.acknowledge(0) == nil)
    #expect(other.acknowledge(1) == 40)
    // The guest has made it active by hand.
    let active = machine(adopting: [40])
    active.write(0x104, 1 << 8)
    active.write(0x304, 1 << 8)
    active.on(0) { active.vcpus[0].interrupts.foldBack(&active.distributor) }
    #expect(!take(40, on: active))
    // The vCPU was turned off.
    let off = machine(adopting: [40])
    off.write(0x104, 1 << 8)
    off.on(0) { off.vcpus[0].interrupts.reset(&off.distributor) }
    #expect(!take(40, on: off))
    let toldOfIt = off.distributor.toBeTold(40)
    #expect(toldOfIt == 1)
    #expect(off.board.interfaces[0].registers.allSatisfy { $0 == 0 })
  }

  @Test func physicalInterruptReclaimsAListRegister() {
    let machine = machine(registerCount: 2, adopting: [40])
    machine.privateWrite(0x10100, 0xFFFF)
    machine.write(0x104, 1 << 8)
    for intid in 0..<2 as Range<UInt64> {
      machine.send(1 | intid << 24)
      #expect(machine.acknowledge() == UInt32(intid))
      machine.end()
    }
    #expect(take(40, on: machine))
    #expect(machine.acknowledge() == 40)
  }

  @Test func physicalInterruptBehindOnePendedByHand() {
    let machine = machine(adopting: [40])
    machine.write(0x104, 1 << 8)
    machine.write(0x204, 1 << 8)
    #expect(take(40, on: machine))
    #expect(machine.acknowledge() == 40)
    machine.board.spiLines = []
    machine.end()
    #expect(machine.board.spiActive.isEmpty)
    #expect(machine.acknowledge() == nil)
  }

  @Test func lineOfADeviceMovesItsListRegisterAlone() {
    let machine = machine()
    machine.write(0x104, 1 << 1)
    for _ in 0..<3 {
      for isHigh in [true, false] {
        let changes = (0..<2).map { _ in
          machine.on(0) { machine.distributor.setLine(33, isHigh: isHigh) }
        }
        #expect(changes == [true, false])
        #expect(show(33, on: machine))
        let isPending = machine.board.interfaces[0].registers[0] & ListRegister.pending != 0
        #expect(isPending == isHigh)
      }
    }
    #expect(machine.acknowledge() == nil)
    #expect(machine.vcpus[0].interrupts.injectedCount == 3)
  }

  /// Group 0 is the reset value: such a vCPU need not write its group register.
  @Test func turnedOnAgainAVirtualCPUKnowsWhichGroupsAreOn() {
    let machine = machine(vcpus: 2)
    machine.on(1) { machine.vcpus[1].interrupts.reset(&machine.distributor) }
    machine.settle()
    machine.privateWrite(0x10400, 0xA0A0_A0A0, of: 1)
    machine.privateWrite(0x10100, 1 << 3, of: 1)
    machine.send(0b10 | 3 << 24, group: 0)
    #expect(machine.acknowledge(1) == 3)
  }

  @Test func physicalInterruptStillHighComesAgain() {
    let machine = machine(adopting: [40])
    machine.write(0x104, 1 << 8)
    // Enabled without a word about its route, it goes to the core of vCPU 0.
    #expect(machine.board.log == ["route 40 to 256", "enable 40"])
    machine.setPhysicalLine(40, true)
    #expect(machine.acknowledge() == 40)
    machine.end()
    #expect(machine.acknowledge() == 40)
    machine.write(0x184, 1 << 8)
    machine.end()
    #expect(machine.acknowledge() == nil)
    #expect(machine.board.spiActive.isEmpty)
  }

  @Test func clearingActiveStateDeactivatesThePhysicalInterrupt() {
    let machine = machine(adopting: [40])
    machine.write(0x104, 1 << 8)
    machine.setPhysicalLine(40, true)
    #expect(machine.acknowledge() == 40)
    machine.setPhysicalLine(40, false)
    machine.write(0x384, 1 << 8)
    #expect(machine.board.log.last == "deactivate 40")
    #expect(machine.board.spiActive.isEmpty)
  }

  @Test func physicalInterruptPendedByHandWhileItIsHandled() {
    let machine = machine(adopting: [40])
    machine.write(0x104, 1 << 8)
    machine.setPhysicalLine(40, true)
    #expect(machine.acknowledge() == 40)
    machine.setPhysicalLine(40, false)
    machine.write(0x204, 1 << 8)
    machine.end()
    #expect(machine.acknowledge() == 40)
    machine.end()
    #expect(machine.acknowledge() == nil)
    #expect(machine.board.spiActive.isEmpty)
  }

  @Test func strangersPhysicalInterruptIsDeactivated() {
    let machine = machine()
    machine.board.spiActive = [40]
    for intid in [40, 400] as [UInt32] {
      let isOwned = machine.on(0) { machine.distributor.physicalInterrupt(intid) }
      #expect(!isOwned)
    }
    #expect(machine.board.spiActive.isEmpty)
    machine.on(0) { machine.vcpus[0].interrupts.hardwareInterrupt(23) }
    #expect(machine.board.log == ["deactivate 40", "deactivate 23"])
  }

  @Test func resetLetsGoOfEverything() {
    let machine = machine(vcpus: 2, adopting: [40])
    machine.write(0x104, 1 << 8)
    machine.privateWrite(0x10100, 1 << 27)
    machine.setPrivateLine(27, true)
    machine.setPhysicalLine(40, true)
    #expect(machine.acknowledge() == 27)
    machine.board.spiLines = []
    machine.board.interfaces[0].lines = 0
    for core in 0..<2 {
      machine.on(core) { machine.vcpus[core].interrupts.reset(&machine.distributor) }
    }
    machine.on(0) { machine.distributor.reset() }
    machine.board.interfaces[0].activePriorities = []
    machine.vcpus[0].running = []
    #expect(machine.board.spiActive.isEmpty)
    #expect(machine.board.spiEnabled.isEmpty)
    #expect(machine.board.interfaces[0].physicallyActive == 0)
    #expect(machine.board.interfaces[0].registers.allSatisfy { $0 == 0 })
    #expect(machine.read(0) == 0x50)
    #expect(machine.read(0x104) == 0)
    #expect(machine.privateRead(0x10C00) == 0xAAAA_AAAA)
    machine.checkRules()
    machine.openUp()
    machine.privateWrite(0x10100, 1 << 27)
    machine.setPrivateLine(27, true)
    #expect(machine.acknowledge() == 27)
  }

  @Test func allListRegistersTakenByEndedInterruptsAreReclaimed() {
    let machine = machine(registerCount: 2)
    machine.privateWrite(0x10100, 0xFFFF)
    for intid in 0..<16 as Range<UInt32> {
      machine.send(1 | UInt64(intid) << 24)
      #expect(machine.acknowledge() == intid)
      machine.end()
    }
    #expect(machine.vcpus[0].interrupts.injectedCount == 16)
  }

  @Test func pendingIsSeenByAWaitingCore() {
    let machine = machine()
    machine.privateWrite(0x10100, 0xFFFF)
    #expect(!machine.on(0) { machine.vcpus[0].interrupts.hasPendingInterrupt() })
    machine.send(1)
    #expect(machine.on(0) { machine.vcpus[0].interrupts.hasPendingInterrupt() })
  }
}
