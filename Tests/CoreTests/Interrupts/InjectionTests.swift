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
    #expect(machine.on(0) { machine.distributor.physicalInterrupt(40) } == 0)
    #expect(machine.board.spiActive.isEmpty)
    machine.on(0) { machine.vcpus[0].interrupts.hardwareInterrupt(23) }
    #expect(machine.board.log == ["deactivate 40", "deactivate 23"])
    #expect(machine.on(0) { machine.distributor.physicalInterrupt(400) } == 0)
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
