import Core
import Testing

/// One core's virtual CPU interface and the physical interrupts behind it, with a guest's view
/// (acknowledge, end) beside the hypervisor's. Follows the pseudocode of IHI 0069, chapter 6, with
/// every priority level preempting and both groups on.
// Never shared: every test makes its own and uses it in its own task only.
final class FakeInterface: @unchecked Sendable {
  let core: Int
  let board: FakeBoard
  var registers: [UInt64]
  var control: UInt64 = 1
  /// Priorities of acknowledged interrupts whose priority the guest has not dropped.
  var activePriorities: [UInt32] = []
  /// Physical PPIs.
  var lines: UInt32 = 0
  var physicallyActive: UInt32 = 0
  var priorityMask: UInt32 = 0xFF
  /// Stands for no core: what is private of a core must not be touched.
  var isNowhere = false

  init(core: Int, board: FakeBoard, registerCount: Int) {
    self.core = core
    self.board = board
    registers = Array(repeating: 0, count: registerCount)
  }

  var empty: UInt64 {
    var bits: UInt64 = 0
    for (index, value) in registers.enumerated() {
      let register = ListRegister(rawValue: value)
      let notifies =
        value & ListRegister.hardware == 0 && value & ListRegister.notifyEnd != 0
      if !register.isOccupied && !notifies { bits |= 1 << UInt64(index) }
    }
    return bits
  }

  /// Whether the maintenance interrupt is asserted.
  var wantsMaintenance: Bool {
    let ended = registers.contains {
      !ListRegister(rawValue: $0).isOccupied && $0 & ListRegister.hardware == 0
        && $0 & ListRegister.notifyEnd != 0
    }
    let nonePending =
      control & InterfaceControl.notifyNonePending != 0
      && !registers.contains { $0 & ListRegister.pending != 0 }
    let unlisted =
      control & InterfaceControl.notifyUnlistedEnd != 0
      && InterfaceControl.unlistedEnds(control) != 0
    return ended || nonePending || unlisted
  }

  /// The most urgent pending list register that preempts what runs.
  private var best: Int? {
    var result: Int?
    for (index, value) in registers.enumerated() {
      // Pending and active is not signalled before its end.
      guard value & ListRegister.pending != 0 && value & ListRegister.active == 0 else { continue }
      let register = ListRegister(rawValue: value)
      guard UInt32(register.priority) < priorityMask else { continue }
      if let result, ListRegister(rawValue: registers[result]).priority <= register.priority {
        continue
      }
      result = index
    }
    guard let result else { return nil }
    let running = activePriorities.min() ?? 256
    return UInt32(ListRegister(rawValue: registers[result]).priority) < running ? result : nil
  }

  /// The guest reads `ICC_IAR1_EL1`.
  func acknowledge() -> UInt32? {
    guard let best else { return nil }
    let register = ListRegister(rawValue: registers[best])
    registers[best] = register.rawValue & ~ListRegister.pending | ListRegister.active
    activePriorities.append(UInt32(register.priority))
    return register.intid
  }

  /// The guest writes `ICC_EOIR1_EL1` with `EOImode` 0.
  func end(_ intid: UInt32) {
    guard let running = activePriorities.min() else { return }
    activePriorities.remove(at: activePriorities.firstIndex(of: running)!)
    let place = registers.firstIndex {
      ListRegister(rawValue: $0).intid == intid && $0 & ListRegister.active != 0
    }
    guard let place else {
      let count = (InterfaceControl.unlistedEnds(control) + 1) & 31
      control = control & ~(31 << 27) | UInt64(count) << 27
      return
    }
    let value = registers[place]
    if value & ListRegister.hardware != 0 {
      board.deactivate(UInt32(truncatingIfNeeded: value >> 32) & 0x1FFF, core: self)
    }
    registers[place] = value & ~ListRegister.active
  }

  /// The hypervisor acknowledges a physical PPI, if one is signalled.
  func acknowledgePhysical() -> UInt32? {
    let signalled = lines & ~physicallyActive
    guard signalled != 0 else { return nil }
    let intid = UInt32(signalled.trailingZeroBitCount)
    physicallyActive |= 1 << intid
    return intid
  }
}

/// The physical side that cores share.
final class FakeBoard: @unchecked Sendable {
  var interfaces: [FakeInterface] = []
  var spiLines: Set<UInt32> = []
  var spiActive: Set<UInt32> = []
  var spiEnabled: Set<UInt32> = []
  var spiEdge: Set<UInt32> = []
  var routes: [UInt32: UInt32] = [:]
  var log: [String] = []

  init(cores: Int, registerCount: Int) {
    for core in 0..<cores {
      interfaces.append(FakeInterface(core: core, board: self, registerCount: registerCount))
    }
  }

  func deactivate(_ intid: UInt32, core: FakeInterface) {
    if intid < 32 { core.physicallyActive &= ~(1 << intid) } else { spiActive.remove(intid) }
  }

  /// A physical level-sensitive SPI is signalled and acknowledged.
  func acknowledgeShared(_ intid: UInt32) -> Bool {
    guard spiLines.contains(intid), spiEnabled.contains(intid), !spiActive.contains(intid)
    else { return false }
    spiActive.insert(intid)
    return true
  }
}

/// The hardware as Core sees it: static functions on the core that the test stands on.
enum FakeHardware: InterruptHardware {
  /// Tests run in parallel, each in its own task.
  @TaskLocal static var place = FakeBoard(cores: 1, registerCount: 4).interfaces[0]

  static var core: FakeInterface {
    if place.isNowhere { Issue.record("a vCPU that is on no core touches a core's registers") }
    return place
  }
  static var board: FakeBoard { place.board }

  static func readListRegister(_ index: Int) -> UInt64 { core.registers[index] }
  static func writeListRegister(_ index: Int, _ value: UInt64) { core.registers[index] = value }
  static func readEmptyListRegisters() -> UInt64 { core.empty }
  static func readInterfaceControl() -> UInt64 { core.control }
  static func writeInterfaceControl(_ value: UInt64) { core.control = value }
  static func deactivate(_ intid: UInt32) {
    board.log.append("deactivate \(intid)")
    board.deactivate(intid, core: intid < 32 ? core : place)
  }
  static func leaveOver(_ intid: UInt32) { deactivate(intid) }
  static func activatePrivate(_ intid: UInt32) { core.physicallyActive |= 1 << intid }
  static func isPhysicallyPending(_ intid: UInt32) -> Bool {
    intid < 32 ? core.lines >> intid & 1 != 0 : board.spiLines.contains(intid)
  }
  static func setPhysicalEnabled(_ intid: UInt32, _ isEnabled: Bool) {
    board.log.append("\(isEnabled ? "enable" : "disable") \(intid)")
    if isEnabled {
      board.spiEnabled.insert(intid)
    } else {
      board.spiEnabled.remove(intid)
    }
  }
  static func setPhysicalEdgeTriggered(_ intid: UInt32, _ isEdge: Bool) {
    board.log.append("\(isEdge ? "edge" : "level") \(intid)")
    if isEdge { board.spiEdge.insert(intid) } else { board.spiEdge.remove(intid) }
  }
  static func setPhysicalRoute(_ intid: UInt32, affinity: UInt32) {
    board.log.append("route \(intid) to \(affinity)")
    board.routes[intid] = affinity
  }
}
