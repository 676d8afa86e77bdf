import Core
import Testing

@Suite struct DirectDistributorTests {
  /// A VM of two vCPUs on cores 2 and 3, owning SPIs 33, 40 and 41.
  private final class Machine {
    let controller = FakeController()
    var direct: DirectDistributor<FakeRegisters>

    init() {
      direct = DirectDistributor(
        affinities: FakeMachine.makeTable([0, 1]),
        coreAffinities: FakeMachine.makeTable([2, 0x0100_0103]))
      for intid in [33, 40, 41] as [UInt32] {
        let wasAdopted = direct.adopt(intid)
        #expect(wasAdopted)
      }
      for core in 0..<4 as Range<UInt64> {
        controller.addRedistributor(core << 20, affinity: UInt32(core))
      }
      direct.setRedistributor(2 << 20, of: 0)
      direct.setRedistributor(3 << 20, of: 1)
    }

    func run<Result>(_ body: (inout DirectDistributor<FakeRegisters>) -> Result) -> Result {
      FakeRegisters.$controller.withValue(controller) { body(&direct) }
    }
    func read(_ offset: UInt32, size: UInt8 = 4) -> UInt64 {
      run { $0.distributorAccess(.read(offset, size: size)) }
    }
    func write(_ offset: UInt32, _ value: UInt64, size: UInt8 = 4) {
      #expect(run { $0.distributorAccess(.write(offset, value, size: size)) } == 0)
    }
    func privateRead(_ offset: UInt32, size: UInt8 = 4, of vcpu: Int = 0) -> UInt64 {
      run { $0.redistributorAccess(.read(offset, size: size), of: vcpu) }
    }
    func privateWrite(_ offset: UInt32, _ value: UInt64, size: UInt8 = 4, of vcpu: Int = 0) {
      #expect(run { $0.redistributorAccess(.write(offset, value, size: size), of: vcpu) } == 0)
    }
  }

  static let owned: UInt32 = 1 << 1 | 1 << 8 | 1 << 9

  @Test func onlyOwnInterruptsAreEnabledAndSeen() {
    let machine = Machine()
    machine.controller.distributor[0x104] = 0x8000_0000
    for offset in [0x104, 0x204, 0x304] as [UInt32] {
      machine.write(offset, 0xFFFF_FFFF)
      #expect(machine.controller.distributor[offset]! & 0x7FFF_FFFF == Self.owned)
      #expect(machine.read(offset) == UInt64(Self.owned))
      machine.write(offset + 0x80, 0xFFFF_FFFF)
      #expect(machine.read(offset + 0x80) == 0)
    }
    #expect(machine.controller.distributor[0x104] == 0x8000_0000)
    machine.controller.log = []
    machine.write(0x108, 0xFFFF_FFFF)
    machine.write(0x100, 0xFFFF_FFFF)
    machine.write(0x104, 0x4)
    #expect(machine.controller.log.isEmpty)
    #expect(machine.read(0x108) == 0)
  }

  @Test func groupsStayGroupOne() {
    let machine = Machine()
    machine.controller.distributor[0x84] = 0xFFFF_FFFF
    machine.write(0x84, 0)
    #expect(machine.controller.distributor[0x84] == 0xFFFF_FFFF)
    #expect(machine.read(0x84) == UInt64(Self.owned))
  }

  @Test func prioritiesAreMergedAndFloored() {
    let machine = Machine()
    machine.controller.distributor[0x420] = 0xA0A0_A0A0
    machine.write(0x420, 0x0102_0004)
    #expect(machine.controller.distributor[0x420] == 0xA0A0_10A0)
    #expect(machine.read(0x420) == 0x1000)
    machine.write(0x421, 0x58, size: 1)
    #expect(machine.controller.distributor[0x420] == 0xA0A0_58A0)
    #expect(machine.read(0x421, size: 1) == 0x58)
    machine.write(0x422, 0x58, size: 1)
    #expect(machine.read(0x422, size: 1) == 0)
    #expect(machine.controller.distributor[0x420] == 0xA0A0_58A0)
    machine.controller.distributor[0x428] = 0xA0A0_A0A0
    machine.write(0x428, 0xFF20_0830)
    #expect(machine.controller.distributor[0x428] == 0xA0A0_1030)
  }

  @Test func triggersAreMerged() {
    let machine = Machine()
    machine.controller.distributor[0xC08] = 0x8000_0000
    machine.write(0xC08, 0x7FFF_FFFF)
    #expect(machine.controller.distributor[0xC08] == 0x800A_0008)
    #expect(machine.read(0xC08) == 0x000A_0008)
  }

  @Test func controlIsTheGuestsOwn() {
    let machine = Machine()
    machine.write(0, 0xFFFF_FFFF)
    #expect(machine.read(0) == 0x53)
    machine.write(0, 0)
    #expect(machine.read(0) == 0x50)
    machine.controller.busyReads = 1
    #expect(machine.read(0) == 0x8000_0050)
    #expect(machine.controller.log.isEmpty)
    #expect(machine.read(4) == 0x0378_0008)
    #expect(machine.read(8) == 0x43B)
    #expect(machine.read(0xFFE8) == 0x3B)
    #expect(machine.read(0xC) == 0)
  }

  @Test func routesAreTranslatedAndConfined() {
    let machine = Machine()
    machine.write(0x6000 + 40 * 8, 1, size: 8)
    #expect(machine.controller.log == ["D6140=100000103"])
    #expect(machine.read(0x6140, size: 8) == 1)
    #expect(machine.read(0x6140) == 1)
    #expect(machine.read(0x6144) == 0)
    machine.write(0x6140, 0)
    #expect(machine.controller.distributor[0x6140] == 2)
    #expect(machine.controller.distributor[0x6144] == 0)
    // Cores it does not have, a foreign interrupt, a foreign byte of the affinity.
    machine.controller.log = []
    machine.write(0x6140, 2, size: 8)
    machine.write(0x6144, 7)
    machine.write(0x6000 + 42 * 8, 1, size: 8)
    machine.write(0x6140, 1, size: 2)
    #expect(machine.controller.log.isEmpty)
    #expect(machine.read(0x6000 + 42 * 8, size: 8) == 0)
    machine.write(0x6140, 1)
    machine.write(0x6140, 1 << 31 | 1)
    #expect(machine.controller.distributor[0x6140] == 2)
  }

  @Test func nonsenseIsIgnored() {
    let machine = Machine()
    for size in [1, 2, 4, 8] as [UInt8] {
      for offset in stride(from: 0 as UInt32, to: 0x10000, by: 5) where offset & 3 != 0 || size != 4
      {
        let isPriority = size == 1 && (0x400..<0x800).contains(offset)
        let isRouter = size == 8 && (0x6000..<0x8000).contains(offset)
        if isPriority || isRouter { continue }
        machine.write(offset, .max, size: size)
        #expect(machine.read(offset, size: size) == 0)
      }
    }
    for offset in [0x40, 0x800, 0xD04, 0xE04, 0xF00, 0x8000, 0xFFE8] as [UInt32] {
      machine.write(offset, .max)
    }
    #expect(machine.controller.log.isEmpty)
    #expect(machine.privateRead(0x10100, of: 2) == 0)
    #expect(machine.privateRead(0x10100, of: -1) == 0)
  }

  @Test func reservedPrivateInterruptsAreOutOfReach() {
    let machine = Machine()
    let reserved: UInt64 = 1 << 15 | 1 << 25 | 1 << 26 | 1 << 28
    machine.controller.redistributors[2 << 20]![0x10100] = UInt32(reserved)
    for offset in [0x10100, 0x10200, 0x10300] as [UInt32] {
      machine.privateWrite(offset, 0xFFFF_FFFF)
      #expect(machine.privateRead(offset) == 0xFFFF_FFFF & ~reserved)
      machine.privateWrite(offset + 0x80, 0xFFFF_FFFF)
    }
    #expect(machine.controller.redistributors[2 << 20]![0x10100] == UInt32(reserved))
    #expect(machine.controller.redistributors[2 << 20]![0x10200] == 0)
    machine.privateWrite(0x10080, 0)
    #expect(machine.controller.redistributors[2 << 20]![0x10080] == nil)
    #expect(machine.privateRead(0x10080) == 0xFFFF_FFFF & ~reserved)
    machine.privateWrite(0x1040C, 0x2020_2020)
    #expect(machine.controller.redistributors[2 << 20]![0x1040C] == 0x0020_2020)
    machine.privateWrite(0x1040F, 0x20, size: 1)
    #expect(machine.privateRead(0x1040F, size: 1) == 0)
    machine.privateWrite(0x10C04, 0xFFFF_FFFF)
    #expect(machine.privateRead(0x10C04) == 0xA882_AAAA)
    machine.privateWrite(0x10C00, 0)
    #expect(machine.privateRead(0x10C00) == 0x2AAA_AAAA)
  }

  @Test func redistributorIdentifiesTheVirtualCPU() {
    let machine = Machine()
    #expect(machine.privateRead(8, size: 8, of: 0) == 0x0100_0000)
    #expect(machine.privateRead(8, size: 8, of: 1) == 0x1_0100_0110)
    #expect(machine.privateRead(12, of: 1) == 1)
    #expect(machine.privateRead(4) == 0x43B)
    #expect(machine.privateRead(0x14) == 6)
    machine.privateWrite(0x14, 0)
    #expect(machine.privateRead(0x14) == 0)
    #expect(machine.privateRead(0x14, of: 1) == 6)
    machine.privateWrite(0x14, 2)
    #expect(machine.privateRead(0x14) == 6)
    machine.privateWrite(0, 1)
    machine.privateWrite(0x70, 0xFFFF, size: 8)
    #expect(machine.privateRead(0) == 0)
    #expect(machine.privateRead(0x70, size: 8) == 0)
    #expect(machine.controller.log.isEmpty)
  }

  @Test func softwareInterruptsAreCheckedAndTranslated() {
    let machine = Machine()
    machine.run { direct in
      var targets = direct.targets(of: SoftwareInterrupt(0xFFFF | 3 << 24), sender: 0)
      #expect(targets == 3)
      let first = direct.takeRequest(from: &targets, intid: 3)
      #expect(first == 1 << 2 | 3 << 24)
      let second = direct.takeRequest(from: &targets, intid: 3)
      #expect(second == 1 << 3 | 1 << 16 | 3 << 24 | 1 << 48)
      #expect(targets == 0)
      let none = direct.takeRequest(from: &targets, intid: 3)
      #expect(none == 0)
      let broadcast = direct.targets(of: SoftwareInterrupt(1 << 40 | 3 << 24), sender: 0)
      #expect(broadcast == 2)
      let kick = direct.targets(of: SoftwareInterrupt(0xFFFF | 15 << 24), sender: 0)
      #expect(kick == 0)
    }
  }

  @Test func oneWriteReachesAClusterOfCores() {
    var direct = DirectDistributor<FakeRegisters>(
      affinities: FakeMachine.makeTable([0, 1, 2]),
      coreAffinities: FakeMachine.makeTable([1, 2, 5]))
    var targets: UInt32 = 0b111
    let value = direct.takeRequest(from: &targets, intid: 4)
    #expect(value == 0b100110 | 4 << 24)
    #expect(targets == 0)
    let isOwned = direct.owns(33)
    #expect(!isOwned)
    let wasAdopted = [31, 1020].map { direct.adopt($0) }
    #expect(wasAdopted == [false, false])
  }

  @Test func resetDisablesOwnInterruptsOnly() {
    let machine = Machine()
    machine.controller.distributor[0x104] = 0xFFFF_FFFF
    machine.controller.distributor[0xC08] = 0xAAAA_AAAA
    machine.controller.redistributors[3 << 20]![0x10100] = 0xFFFF_FFFF
    machine.write(0, 3)
    machine.privateWrite(0x14, 0)
    machine.run { $0.reset() }
    #expect(machine.controller.distributor[0x104] == ~Self.owned)
    #expect(machine.controller.distributor[0xC08] == 0xAAA0_AAA2)
    #expect(machine.controller.distributor[0x6140] == 2)
    #expect(
      machine.controller.redistributors[3 << 20]![0x10100] == 1 << 15 | 1 << 25 | 1 << 26 | 1 << 28)
    #expect(machine.controller.redistributors[0]![0x10100] == nil)
    #expect(machine.read(0) == 0x50)
    #expect(machine.privateRead(0x14) == 6)
  }
}
