internal import Core
internal import Synchronization

/// Two cores with their list registers, and physical interrupts that are active or not.
struct Board {
  struct Core {
    var registers = [UInt64](repeating: 0, count: 4)
    var control: UInt64 = 1
    var activePrivate: UInt32 = 0
  }
  var cores = [Core(), Core()]
  var current = 0
  var activeShared: Set<UInt32> = []
  var enabledShared: Set<UInt32> = []
  /// What physical lines answer, in turn; the fuzzer decides.
  var lines: UInt32 = 0
}

/// The hardware as Core sees it. One run at a time, so the lock is never waited for.
enum Hardware: InterruptHardware {
  static let board = Mutex(Board())

  static func readListRegister(_ index: Int) -> UInt64 {
    board.withLock { $0.cores[$0.current].registers[index] }
  }
  static func writeListRegister(_ index: Int, _ value: UInt64) {
    board.withLock { $0.cores[$0.current].registers[index] = value }
  }
  static func readEmptyListRegisters() -> UInt64 {
    board.withLock { board in
      var bits: UInt64 = 0
      for (index, value) in board.cores[board.current].registers.enumerated() {
        let notifies = value & ListRegister.hardware == 0 && value & ListRegister.notifyEnd != 0
        if !ListRegister(rawValue: value).isOccupied && !notifies { bits |= 1 << UInt64(index) }
      }
      return bits
    }
  }
  static func readInterfaceControl() -> UInt64 { board.withLock { $0.cores[$0.current].control } }
  static func writeInterfaceControl(_ value: UInt64) {
    board.withLock { $0.cores[$0.current].control = value }
  }
  static func deactivate(_ intid: UInt32) {
    board.withLock {
      if intid < 32 {
        $0.cores[$0.current].activePrivate &= ~(1 << intid)
      } else {
        $0.activeShared.remove(intid)
      }
    }
  }
  static func leaveOver(_ intid: UInt32) { deactivate(intid) }
  static func activatePrivate(_ intid: UInt32) {
    board.withLock { $0.cores[$0.current].activePrivate |= 1 << intid }
  }
  static func isPhysicallyPending(_ intid: UInt32) -> Bool {
    board.withLock { $0.lines >> (intid & 31) & 1 != 0 }
  }
  static func setPhysicalEnabled(_ intid: UInt32, _ isEnabled: Bool) {
    board.withLock {
      if isEnabled { $0.enabledShared.insert(intid) } else { $0.enabledShared.remove(intid) }
    }
  }
  static func setPhysicalEdgeTriggered(_ intid: UInt32, _ isEdge: Bool) {}
  static func setPhysicalRoute(_ intid: UInt32, affinity: UInt32) {}
}
