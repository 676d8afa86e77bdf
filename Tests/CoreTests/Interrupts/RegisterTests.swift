import Core
import Testing

/// Every register of the two register files, against what QEMU's `virt` board answers.
@Suite struct RegisterTests {
  @Test func resetValues() {
    let machine = FakeMachine(vcpus: 2)
    #expect(machine.read(0) == 0x50)
    #expect(machine.read(4) == 0x0378_0008)
    #expect(machine.read(8) == 0x43B)
    #expect(machine.read(0x10) == 0)
    for offset in stride(from: 0x80 as UInt32, to: 0xFFD0, by: 4) {
      let value = machine.distributorAccess(.read(offset), from: 0)
      if value != 0 { Issue.record("GICD \(offset)") }
    }
    let identification: [UInt64] = [0x44, 0, 0, 0, 0x92, 0xB4, 0x3B, 0, 0x0D, 0xF0, 0x05, 0xB1]
    for (index, value) in identification.enumerated() {
      let offset = 0xFFD0 + UInt32(index) * 4
      #expect(machine.read(offset) == value)
      let expected = index == 4 ? 0x93 : value
      #expect(machine.privateRead(offset) == expected)
    }
    #expect(machine.privateRead(0) == 0)
    #expect(machine.privateRead(4) == 0x43B)
    #expect(machine.privateRead(8, size: 8) == 0x0100_0000)
    #expect(machine.privateRead(8, size: 8, of: 1) == 0x1_0100_0110)
    #expect(machine.privateRead(8, of: 1) == 0x0100_0110)
    #expect(machine.privateRead(12, of: 1) == 1)
    #expect(machine.privateRead(0x14) == 6)
    for offset in stride(from: 0x18 as UInt32, to: 0xFFD0, by: 4) {
      let value = machine.privateAccess(.read(offset), of: 0)
      if value != 0 { Issue.record("GICR \(offset)") }
    }
    for offset in stride(from: 0x10000 as UInt32, to: 0x20000, by: 4) {
      let expected: UInt64 = offset == 0x10C00 ? 0xAAAA_AAAA : 0
      let value = machine.privateAccess(.read(offset), of: 0)
      if value != expected { Issue.record("GICR \(offset)") }
    }
  }

  @Test func identificationNeedsNoLockAndNoOtherCore() {
    #expect(InterruptIdentity.distributor(4, size: 4) == 0x0378_0008)
    #expect(InterruptIdentity.distributor(4, size: 8) == nil)
    #expect(InterruptIdentity.distributor(0, size: 4) == nil)
    #expect(InterruptIdentity.distributor(0x104, size: 4) == nil)
    #expect(InterruptIdentity.distributor(0xFFE9, size: 4) == nil)
    let redistributor = { (offset: UInt32, size: UInt8) in
      InterruptIdentity.redistributor(offset, size: size, index: 3, affinity: 0x103, isLast: true)
    }
    #expect(redistributor(8, 8) == 0x103_0100_0310)
    #expect(redistributor(8, 4) == 0x0100_0310)
    #expect(redistributor(12, 4) == 0x103)
    #expect(redistributor(12, 8) == nil)
    #expect(redistributor(8, 2) == nil)
    #expect(redistributor(4, 8) == nil)
    #expect(redistributor(0x14, 4) == nil)
    #expect(redistributor(0xFFE8, 4) == 0x3B)
    #expect(redistributor(0x1_FFE8, 4) == nil)
  }

  @Test func controlKeepsTheGroupBits() {
    let machine = FakeMachine(vcpus: 1)
    machine.write(0, 0xFFFF_FFFF)
    #expect(machine.read(0) == 0x53)
    machine.write(0, 0xFFFF_FFFD)
    #expect(machine.read(0) == 0x51)
    machine.write(4, 0)
    machine.write(8, 0)
    #expect(machine.read(8) == 0x43B)
  }

  @Test func bitRegistersSetAndClear() {
    let machine = FakeMachine(vcpus: 1)
    for word in 1..<9 as Range<UInt32> {
      for group in [0x100, 0x200, 0x300] as [UInt32] {
        let set = group + word * 4
        machine.write(set, 0xF0F0_F0F0)
        machine.write(set, 0)
        machine.write(set, 0x0000_000F)
        #expect(machine.read(set) == 0xF0F0_F0FF)
        machine.write(set + 0x80, 0x00F0_00FF)
        #expect(machine.read(set) == 0xF000_F000)
        #expect(machine.read(set + 0x80) == 0xF000_F000)
        machine.write(set + 0x80, 0xFFFF_FFFF)
      }
      machine.write(0x80 + word * 4, 0x1234_5678)
      #expect(machine.read(0x80 + word * 4) == 0x1234_5678)
      machine.write(0xC00 + word * 8, 0xFFFF_0F0F)
      machine.write(0xC04 + word * 8, 0x1234_5678)
      #expect(machine.read(0xC00 + word * 8) == 0xAAAA_0A0A)
      #expect(machine.read(0xC04 + word * 8) == 0x1234_5678 & 0xAAAA_AAAA)
    }
  }

  @Test func privateBitRegistersSetAndClear() {
    let machine = FakeMachine(vcpus: 2)
    for set in [0x10100, 0x10200, 0x10300] as [UInt32] {
      machine.privateWrite(set, 0xF0F0_F0F0, of: 1)
      #expect(machine.privateRead(set, of: 1) == 0xF0F0_F0F0)
      machine.privateWrite(set + 0x80, 0x00F0_00F0, of: 1)
      #expect(machine.privateRead(set + 0x80, of: 1) == 0xF000_F000)
      #expect(machine.privateRead(set, of: 0) == 0)
      machine.privateWrite(set + 0x80, 0xFFFF_FFFF, of: 1)
    }
    machine.privateWrite(0x10080, 0x1234_5678)
    #expect(machine.privateRead(0x10080) == 0x1234_5678)
    machine.privateWrite(0x10C00, 0)
    #expect(machine.privateRead(0x10C00) == 0xAAAA_AAAA)
    machine.privateWrite(0x10C04, 0x1234_5678)
    #expect(machine.privateRead(0x10C04) == 0x1234_5678 & 0xAAAA_AAAA)
    machine.privateWrite(0x10D00, .max)
    machine.privateWrite(0x10E00, .max)
    #expect(machine.privateRead(0x10D00) == 0)
    #expect(machine.privateRead(0x10E00) == 0)
    machine.privateWrite(0x14, 0)
    #expect(machine.privateRead(0x14) == 0)
    machine.privateWrite(0x14, 2)
    #expect(machine.privateRead(0x14) == 6)
  }

  @Test func prioritiesByByteAndWord() {
    let machine = FakeMachine(vcpus: 1)
    machine.write(0x420, 0x0403_0201)
    machine.write(0x422, 0xAA, size: 1)
    #expect(machine.read(0x420) == 0x04AA_0201)
    #expect(machine.read(0x421, size: 1) == 2)
    #expect(machine.read(0x420, size: 2) == 0)
    machine.write(0x420, 0xFFFF, size: 2)
    #expect(machine.read(0x420) == 0x04AA_0201)
    machine.write(0x51C, 0x1122_3344)
    #expect(machine.read(0x51F, size: 1) == 0x11)
    machine.write(0x520, 0x1122_3344)
    #expect(machine.read(0x520) == 0)
    machine.write(0x41C, 0x1122_3344)
    #expect(machine.read(0x41C) == 0)
    machine.privateWrite(0x1041C, 0x1122_3344)
    machine.privateWrite(0x1041D, 0x55, size: 1)
    #expect(machine.privateRead(0x1041C) == 0x1122_5544)
    #expect(machine.privateRead(0x1041E, size: 1) == 0x22)
    machine.privateWrite(0x10420, 0x1122_3344)
    #expect(machine.privateRead(0x10420) == 0)
  }

  @Test func routersByWordAndWhole() {
    let machine = FakeMachine(vcpus: 2)
    let router: UInt32 = 0x6000 + 100 * 8
    machine.write(router, 0xFFFF_FFFF_FFFF_FFFF, size: 8)
    #expect(machine.read(router, size: 8) == 0xFF_80FF_FFFF)
    machine.write(router, 0x1)
    #expect(machine.read(router, size: 8) == 0xFF_0000_0001)
    machine.write(router + 4, 0)
    #expect(machine.read(router, size: 8) == 1)
    #expect(machine.read(router + 4) == 0)
    machine.write(router + 4, 3)
    #expect(machine.read(router + 4) == 3)
    machine.write(router, 5, size: 2)
    machine.write(router + 4, 5, size: 8)
    #expect(machine.read(router + 4) == 3)
    #expect(machine.read(0x6000 + 31 * 8, size: 8) == 0)
    machine.write(0x6000 + 288 * 8, 1, size: 8)
    #expect(machine.read(0x6000 + 288 * 8, size: 8) == 0)
  }

  @Test func routeDecidesTheCore() {
    let machine = FakeMachine(vcpus: 3)
    machine.openUp()
    machine.write(0x108, 0xFF)
    machine.write(0x6000 + 64 * 8, 2, size: 8)
    machine.write(0x6000 + 65 * 8, 1 << 31 | 2, size: 8)
    machine.write(0x6000 + 66 * 8, 7, size: 8)
    machine.write(0x208, 0x7)
    #expect(machine.acknowledge(2) == 64)
    #expect(machine.acknowledge(0) == 65)
    #expect(machine.acknowledge(1) == nil)
    #expect(machine.read(0x208) == 4)
    // No core answered to affinity 7; now one does.
    machine.write(0x6000 + 66 * 8, 1, size: 8)
    #expect(machine.acknowledge(1) == 66)
    // A pending one moves from core to core.
    machine.write(0x208, 0x8)
    machine.write(0x6000 + 67 * 8, 2, size: 8)
    machine.end(2)
    #expect(machine.acknowledge(2) == 67)
  }

  @Test func stateInAnotherCoresListRegistersIsReachable() {
    let machine = FakeMachine(vcpus: 2)
    machine.openUp()
    machine.write(0x108, 0xF)
    machine.write(0x6000 + 64 * 8, 1, size: 8)
    machine.write(0x208, 0x3)
    #expect(machine.acknowledge(1) == 64)
    #expect(machine.acknowledge(0) == 65)
    #expect(machine.read(0x308, from: 0) == 3)
    #expect(machine.read(0x308, from: 1) == 3)
    machine.write(0x388, 0x3, from: 0)
    #expect(machine.read(0x308, from: 1) == 0)
    machine.write(0x208, 0x1)
    machine.write(0x188, 0x1)
    machine.board.interfaces[1].activePriorities = []
    #expect(machine.acknowledge(1) == nil)
    #expect(machine.read(0x208) == 1)
    machine.write(0x288, 1)
    #expect(machine.read(0x208) == 0)
  }

  @Test func nonsenseReadsAsZeroAndChangesNothing() {
    let machine = FakeMachine(vcpus: 1)
    for size in [1, 2, 4, 8, 0, 3] as [UInt8] {
      for offset in stride(from: 0 as UInt32, to: 0x10000, by: 5) {
        let isKnown =
          size == 4 && offset & 3 == 0
          || size == 1 && (0x420..<0x520).contains(offset)
          || size == 8 && offset & 7 == 0 && (0x6100..<0x6900).contains(offset)
        if isKnown { continue }
        let written = machine.distributorAccess(.write(offset, .max, size: size), from: 0)
        let read = machine.distributorAccess(.read(offset, size: size), from: 0)
        if written | read != 0 { Issue.record("GICD \(offset), \(size) bytes") }
      }
    }
    for offset in stride(from: 0x80 as UInt32, to: 0xFFD0, by: 4) {
      let value = machine.distributorAccess(.read(offset), from: 0)
      if value != 0 { Issue.record("GICD \(offset)") }
    }
    machine.checkRules()
  }

  @Test func nonsenseInARedistributorToo() {
    let machine = FakeMachine(vcpus: 1)
    for size in [1, 2, 4, 8] as [UInt8] {
      for offset in stride(from: 0 as UInt32, to: 0x20000, by: 5) {
        let isKnown =
          size == 4 && offset & 3 == 0 || size == 8 && offset == 8
          || size == 1 && (0x10400..<0x10420).contains(offset)
        if isKnown { continue }
        machine.on(0) {
          let written = machine.vcpus[0].interrupts.redistributorAccess(
            .write(offset, .max, size: size), distributor: &machine.distributor)
          let read = machine.vcpus[0].interrupts.redistributorAccess(
            .read(offset, size: size), distributor: &machine.distributor)
          if written | read != 0 { Issue.record("GICR \(offset), \(size) bytes") }
        }
      }
    }
    machine.checkRules()
  }

  @Test func writesToReservedWordsChangeNothing() {
    let machine = FakeMachine(vcpus: 1)
    for offset in [0xC, 0x40, 0x80, 0x100, 0x124, 0x17C, 0x800, 0xC00, 0xC48, 0xD04, 0xE04, 0xF00]
      as [UInt32]
    {
      machine.write(offset, 0xFFFF_FFFF)
      #expect(machine.read(offset) == 0)
    }
    for offset in [0x0, 0x40, 0x70, 0x78, 0x10104, 0x10C08, 0x1FFE8] as [UInt32] {
      machine.privateWrite(offset, 0xFFFF_FFFF)
      #expect(machine.privateRead(offset) == 0)
    }
  }

  @Test func triggersAreForwardedForOwnInterrupts() {
    let machine = FakeMachine(vcpus: 1, adopting: [40])
    machine.write(0xC08, 0xFFFF_FFFF)
    #expect(machine.board.log == ["edge 40"])
    machine.write(0xC08, 0)
    #expect(machine.board.log == ["edge 40", "level 40"])
    let adopted = [31, 288].map { machine.distributor.adopt($0) }
    #expect(adopted == [false, false])
  }

  @Test func affinitiesThatAreNotNumbers() {
    let table = FakeMachine.makeTable([0x100, 0x101, 0x0201_0011, 0x2F])
    #expect(table.affinity(of: 2) == 0x0201_0011)
    #expect(table.affinity(of: 4) == 0)
    #expect(table.affinity(of: -1) == 0)
    #expect(table.index(of: 0x2F) == 3)
    #expect(table.index(of: 0) == nil)
    let targets = { (value: UInt64) in table.targets(of: SoftwareInterrupt(value), sender: 1) }
    #expect(targets(0b11 | 1 << 16) == 0b0011)
    #expect(targets(0b11) == 0)
    #expect(targets(0xFFFF | 2 << 44) == 0b1000)
    #expect(targets(2 | 1 << 44 | 1 << 32 | 2 << 48) == 0b0100)
    #expect(targets(1 << 40) == 0b1101)
    let linear = FakeMachine.makeTable([0, 1, 2, 3, 4, 5, 6, 7])
    #expect(linear.targets(of: SoftwareInterrupt(0xFFFF), sender: 0) == 0xFF)
    #expect(linear.targets(of: SoftwareInterrupt(0xFFFF | 1 << 44), sender: 0) == 0)
    #expect(linear.targets(of: SoftwareInterrupt(0xFFFF | 1 << 16), sender: 0) == 0)
    #expect(linear.index(of: 7) == 7)
    #expect(linear.index(of: 8) == nil)
    var full = FakeMachine.makeTable([0, 1, 2, 3, 4, 5, 6, 7])
    let wasAppended = full.append(8)
    #expect(!wasAppended)
  }
}
