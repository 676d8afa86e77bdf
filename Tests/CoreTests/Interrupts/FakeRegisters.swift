import Core
import Testing

/// The board's GICv3 as plain memory that records every write. Set and clear registers behave as
/// such; the rest keeps what is written.
final class FakeController: @unchecked Sendable {
  // Never shared: every test makes its own and uses it in its own task only.
  var distributor: [UInt32: UInt32] = [0: 0x50, 4: 0x037A_0008, 8: 0x43B, 0xFFE8: 0x3B]
  var redistributors: [UInt64: [UInt32: UInt32]] = [:]
  var log: [String] = []
  /// Reads of a busy or asleep bit that still answer set.
  var busyReads = 0
  var staysAsleep = false

  func addRedistributor(_ frame: UInt64, affinity: UInt32, flags: UInt32 = 0) {
    redistributors[frame] = [8: flags, 12: affinity, 0x14: 6, 4: 0x43B, 0x10C00: 0xAAAA_AAAA]
  }

  /// Where a register keeps its bits, and what a write makes of them.
  static func store(_ file: inout [UInt32: UInt32], _ offset: UInt32, base: UInt32, _ value: UInt32)
  {
    let register = offset - base
    switch register >> 7 {
    case 2, 4,
      6 where offset >= base:
      file[offset, default: 0] |= value
    case 3, 5,
      7 where offset >= base:
      file[offset - 0x80, default: 0] &= ~value
    default: file[offset] = value
    }
  }

  static func load(_ file: [UInt32: UInt32], _ offset: UInt32, base: UInt32) -> UInt32 {
    let register = offset - base
    let isClear = [3, 5, 7].contains(register >> 7)
    return file[isClear ? offset - 0x80 : offset] ?? 0
  }
}

enum FakeRegisters: PhysicalInterruptRegisters {
  @TaskLocal static var controller = FakeController()

  private static func hex(_ value: some BinaryInteger) -> String { String(value, radix: 16) }

  /// A frame that no redistributor has.
  static let distributor: UInt64 = 0xD

  static func read(_ frame: UInt64, _ offset: UInt32) -> UInt32 {
    let isBusy = offset == 0 && controller.busyReads > 0
    if isBusy { controller.busyReads -= 1 }
    if frame == distributor {
      return isBusy
        ? controller.distributor[0]! | 1 << 31
        : FakeController.load(controller.distributor, offset, base: 0)
    }
    if isBusy { return 1 << 3 }
    let file = controller.redistributors[frame] ?? [:]
    return offset < 0x10000
      ? file[offset] ?? 0 : FakeController.load(file, offset, base: 0x10000)
  }
  static func write(_ frame: UInt64, _ offset: UInt32, _ value: UInt32) {
    if frame == distributor {
      controller.log.append("D\(hex(offset))=\(hex(value))")
      if offset == 0 {
        controller.distributor[0] = value & 0x17 | (controller.distributor[0]! & 0x40)
      } else {
        FakeController.store(&controller.distributor, offset, base: 0, value)
      }
      return
    }
    controller.log.append("R\(hex(frame)):\(hex(offset))=\(hex(value))")
    if offset == 0x14 {
      let isAsleep = controller.staysAsleep || value & 2 != 0
      controller.redistributors[frame, default: [:]][0x14] = isAsleep ? value | 4 : value & ~4
    } else if offset < 0x10000 {
      controller.redistributors[frame, default: [:]][offset] = value
    } else {
      FakeController.store(
        &controller.redistributors[frame, default: [:]], offset, base: 0x10000, value)
    }
  }
  static func read64(_ frame: UInt64, _ offset: UInt32) -> UInt64 {
    let file =
      frame == distributor ? controller.distributor : controller.redistributors[frame] ?? [:]
    return UInt64(file[offset] ?? 0) | UInt64(file[offset + 4] ?? 0) << 32
  }
  static func write64(_ frame: UInt64, _ offset: UInt32, _ value: UInt64) {
    #expect(frame == distributor)
    controller.log.append("D\(hex(offset))=\(hex(value))")
    controller.distributor[offset] = UInt32(truncatingIfNeeded: value)
    controller.distributor[offset + 4] = UInt32(truncatingIfNeeded: value >> 32)
  }
}
