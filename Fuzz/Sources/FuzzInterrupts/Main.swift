internal import Core
internal import FuzzSupport
internal import Synchronization

/// Any register accesses from any core, interrupts from anywhere, and any progress of the guests in their
/// list registers: no trap, no access that does not end, and the invariants hold at every exit.
@c(LLVMFuzzerTestOneInput)
public func fuzzInterrupts(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  var input = unsafe FuzzInput(start, count)
  Hardware.board.withLock { $0 = Board() }
  var machine = TwoCores()
  while !input.isEmpty { machine.step(&input) }
  machine.reset()
  return 0
}

/// A VM of two vCPUs that owns two physical shared interrupts.
struct TwoCores: ~Copyable {
  var distributor: VirtualDistributor<Hardware>
  var first: VirtualCPUInterrupts<Hardware>
  var second: VirtualCPUInterrupts<Hardware>
  let mailboxes: [2 of InterruptMailbox] = [InterruptMailbox(), InterruptMailbox()]
  let owned: [UInt32] = [40, 287]

  init() {
    distributor = VirtualDistributor(affinities: Self.table(), coreAffinities: Self.table())
    first = VirtualCPUInterrupts(
      index: 0, listRegisterCount: 4, hardwareInterrupts: 1 << 27 | 1 << 30)
    second = VirtualCPUInterrupts(
      index: 1, listRegisterCount: 4, hardwareInterrupts: 1 << 27 | 1 << 30)
    for intid in owned { require(distributor.adopt(intid), "an SPI is refused") }
  }

  static func table() -> AffinityTable {
    var table = AffinityTable()
    require(table.append(0) && table.append(0x101), "the table is full")
    return table
  }

  mutating func stand(on core: Int) { Hardware.board.withLock { $0.current = core } }

  func tell(_ set: UInt32) {
    require(set & ~3 == 0, "a vCPU that does not exist is told")
    for core in 0..<2 where set >> UInt32(core) & 1 != 0 {
      mailboxes[core].post(InterruptMailbox.distributorChanged)
    }
  }

  mutating func step(_ input: inout FuzzInput) {
    let choice = input.byte()
    let core = Int(choice >> 7)
    stand(on: core)
    switch choice & 15 {
    case 0...3:
      // Registers that exist, in few bytes: a group of one-bit registers and a word.
      let group = UInt32(input.byte() % 8) << 7
      let word = UInt32(input.byte() % 10) << 2
      access(.write(group | word, UInt64(input.word())), from: core)
    case 4: access(.write(0x400 + UInt32(input.byte()), UInt64(input.byte()), size: 1), from: core)
    case 5:
      let router = 0x6100 + UInt32(input.byte()) << 3
      access(.write(router, input.longWord(), size: 8), from: core)
    case 6: access(anyAccess(&input, mask: 0xFFFF), from: core)
    case 7: accessPrivate(anyAccess(&input, mask: 0x1FFFF), of: core)
    case 8:
      let group = UInt32(input.byte() % 8) << 7
      accessPrivate(.write(0x10000 | group, UInt64(input.word())), of: core)
    case 9:
      let intid = UInt32(input.byte()) + UInt32(input.byte() & 1) * 64
      if distributor.setLine(intid, isHigh: input.byte() & 1 != 0) { hasChanged(intid, core: core) }
    case 10:
      let intid = 32 + UInt32(input.byte())
      for isHigh in [true, false] where distributor.setLine(intid, isHigh: isHigh) {
        hasChanged(intid, core: core)
      }
    case 11: physicalInterrupt(input.byte(), core: core)
    case 12:
      let request = SoftwareInterrupt(input.longWord())
      let targets = Self.table().targets(of: request, sender: core)
      require(targets & ~3 == 0, "an SGI to a vCPU that does not exist")
      let mail = request.mail(group: UInt32(input.byte() & 1))
      for target in 0..<2 where targets >> UInt32(target) & 1 != 0 { mailboxes[target].post(mail) }
    case 13: guestRuns(input.byte(), core: core)
    case 14:
      let lines = input.word()
      Hardware.board.withLock { $0.lines = lines }
      if core == 0 { first.maintenanceInterrupt() } else { second.maintenanceInterrupt() }
    default:
      if core == 0 { first.foldBack(&distributor) } else { second.foldBack(&distributor) }
    }
    settle()
  }

  private func anyAccess(_ input: inout FuzzInput, mask: UInt32) -> InterruptRegisterAccess {
    let offset = input.word() & mask
    let size = UInt8(truncatingIfNeeded: input.size())
    let value = input.longWord()
    return InterruptRegisterAccess(
      offset: offset, size: size, isWrite: input.byte() & 1 != 0, value: value)
  }

  private mutating func access(_ access: InterruptRegisterAccess, from core: Int) {
    var on = core
    var only = UInt32.max
    for _ in 0..<16 {
      stand(on: on)
      let outcome =
        on == 0
        ? distributor.access(access, only: only, on: &first)
        : distributor.access(access, only: only, on: &second)
      tell(outcome.toBeTold)
      require(!access.isWrite || outcome.value == 0, "a write answers")
      if outcome.remaining == 0 { return }
      only = outcome.remaining
      on = Int(outcome.remainingOn)
      require(on < 2, "the rest lies with a vCPU that does not exist")
    }
    require(false, "an access does not end")
  }

  private mutating func accessPrivate(_ access: InterruptRegisterAccess, of core: Int) {
    if core == 0 {
      _ = first.redistributorAccess(access, distributor: &distributor)
    } else {
      _ = second.redistributorAccess(access, distributor: &distributor)
    }
  }

  /// A shared interrupt has changed: the core's own list registers follow, or vCPUs are told.
  private mutating func hasChanged(_ intid: UInt32, core: Int) {
    let isShown =
      core == 0 ? distributor.show(intid, on: &first) : distributor.show(intid, on: &second)
    if !isShown { tell(distributor.toBeTold(intid)) }
  }

  /// A physical interrupt, if it can be signalled: it is active until someone ends it.
  private mutating func physicalInterrupt(_ choice: UInt8, core: Int) {
    if choice & 1 != 0 {
      let intid = owned[Int(choice >> 1) & 1]
      let isSignalled = Hardware.board.withLock {
        $0.enabledShared.contains(intid) && $0.activeShared.insert(intid).inserted
      }
      if isSignalled && distributor.physicalInterrupt(intid) { hasChanged(intid, core: core) }
    } else {
      let intid: UInt32 = choice & 2 != 0 ? 27 : 30
      let isSignalled = Hardware.board.withLock {
        let wasActive = $0.cores[core].activePrivate >> intid & 1 != 0
        $0.cores[core].activePrivate |= 1 << intid
        return !wasActive
      }
      guard isSignalled else { return }
      if core == 0 { first.hardwareInterrupt(intid) } else { second.hardwareInterrupt(intid) }
    }
  }

  /// The guest acknowledges or ends what a list register shows, or ends something that none shows.
  private mutating func guestRuns(_ choice: UInt8, core: Int) {
    let register = Int(choice & 3)
    var ended: UInt32?
    Hardware.board.withLock { board in
      let value = board.cores[core].registers[register]
      switch choice >> 2 & 3 {
      case 0, 1:
        if value & ListRegister.pending != 0 && value & ListRegister.active == 0 {
          board.cores[core].registers[register] ^= ListRegister.pending | ListRegister.active
        }
      case 2:
        guard value & ListRegister.active != 0 else { return }
        board.cores[core].registers[register] &= ~ListRegister.active
        if value & ListRegister.hardware != 0 {
          ended = UInt32(truncatingIfNeeded: value >> 32) & 0x1FFF
        }
      default:
        let control = board.cores[core].control
        let ends = UInt64(InterfaceControl.unlistedEnds(control) + 1) & 31
        board.cores[core].control = control & ~(31 << 27) | ends << 27
      }
    }
    if let ended { Hardware.deactivate(ended) }
  }

  /// Both cores enter their guests; then everything must hold.
  private mutating func settle() {
    for _ in 0..<8 where mailboxes[0].hasMail || mailboxes[1].hasMail || needsAny { enterBoth() }
    require(!mailboxes[0].hasMail && !mailboxes[1].hasMail && !needsAny, "no end of telling")
    if let rule = distributor.brokenRule() { fatalError("\(rule)") }
    stand(on: 0)
    if let rule = first.brokenRule(&distributor) { fatalError("vCPU 0: \(rule)") }
    stand(on: 1)
    if let rule = second.brokenRule(&distributor) { fatalError("vCPU 1: \(rule)") }
  }

  private var needsAny: Bool { first.needsSynchronization || second.needsSynchronization }

  private mutating func enterBoth() {
    stand(on: 0)
    first.accept(mailboxes[0].collect())
    if first.needsSynchronization { tell(first.synchronize(&distributor)) }
    stand(on: 1)
    second.accept(mailboxes[1].collect())
    if second.needsSynchronization { tell(second.synchronize(&distributor)) }
  }

  /// A reset lets go of every physical interrupt.
  mutating func reset() {
    stand(on: 0)
    first.reset(&distributor)
    stand(on: 1)
    second.reset(&distributor)
    distributor.reset()
    let isFree = Hardware.board.withLock {
      $0.activeShared.isEmpty && $0.enabledShared.isEmpty
        && $0.cores.allSatisfy { $0.activePrivate == 0 }
    }
    require(isFree, "a physical interrupt stays behind")
  }
}
