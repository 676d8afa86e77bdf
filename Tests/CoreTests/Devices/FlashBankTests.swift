import Core
import Testing

/// Cells in an array, all erased at first.
private struct Cells: FlashStorage, ~Copyable {
  var words: [UInt32]
  var isWritable = true
  var size: UInt64 { UInt64(words.count) * 4 }

  init(blocks: Int = 2) {
    words = Array(repeating: 0xFFFF_FFFF, count: blocks * 0x1_0000)
  }

  func read(_ offset: UInt64) -> UInt32 { words[Int(offset / 4)] }

  mutating func program(_ offset: UInt64, _ value: UInt32) {
    words[Int(offset / 4)] &= value
  }

  mutating func erase(_ offset: UInt64, length: UInt64) {
    for index in Int(offset / 4)..<Int((offset + length) / 4) { words[index] = 0xFFFF_FFFF }
  }
}

/// A bank as the machine drives it: the mapping follows what the bank says.
private struct Bench: ~Copyable {
  var bank = FlashBank(storage: Cells())
  var isMapped = true

  mutating func write(_ offset: UInt64, _ value: UInt32, size: Int = 4) {
    note(bank.write(offset: offset, size: size, value: value))
  }

  mutating func note(_ mapping: FlashMapping) {
    switch mapping {
    case .unchanged: break
    case .mapArray:
      check(!isMapped)
      isMapped = true
    case .trapReads:
      check(isMapped)
      isMapped = false
    }
  }

  /// A load: from the cells where they are mapped, otherwise from the bank.
  mutating func read(_ offset: UInt64, size: Int = 4) -> UInt32 {
    if isMapped && offset < bank.storage.size && size == 4 {
      let mapped = bank.storage.read(offset)
      check(mapped == bank.read(offset: offset, size: 4))
      return mapped
    }
    return bank.read(offset: offset, size: size)
  }

  /// A command to both chips.
  mutating func send(_ offset: UInt64, _ command: UInt32) {
    write(offset, command << 16 | command)
  }

  /// Waits as EDK2 does: asks for the status and reads it, until both chips are ready.
  mutating func waitAsEDK2(_ offset: UInt64) -> UInt32 {
    for _ in 0..<1000 {
      send(offset, 0x70)
      let status = read(offset)
      if status & 0x0080_0080 == 0x0080_0080 { return status }
    }
    return 0
  }
}

@Suite struct FlashBankTests {
  @Test func probingFindsTwoIntelChips() {
    var bench = Bench()
    // As Linux's `cfi_probe` does for two 16-bit chips.
    bench.send(0, 0xF0)
    bench.send(0, 0xFF)
    bench.send(0x55 * 4, 0x98)
    check(!bench.isMapped)
    check(bench.read(0x10 * 4) == 0x0051_0051)
    check(bench.read(0x11 * 4) == 0x0052_0052)
    check(bench.read(0x12 * 4) == 0x0059_0059)
    func chip(_ word: UInt64) -> UInt32 { bench.read(word * 4) & 0xFFFF }
    check(chip(0x13) | chip(0x14) << 8 == 1)
    let table = UInt64(chip(0x15) | chip(0x16) << 8)
    check(chip(table) == 0x50 && chip(table + 1) == 0x52 && chip(table + 2) == 0x49)
    check(chip(table + 3) == 0x31)
    // Both chips together make the bank, and the one region makes the chip.
    check(2 << UInt64(chip(0x27)) == FlashGeometry.bankSize)
    let blocks = UInt64(chip(0x2D) | chip(0x2E) << 8) + 1
    let bytes = UInt64(chip(0x2F) | chip(0x30) << 8) * 256
    check(chip(0x2C) == 1 && blocks * bytes == 1 << UInt64(chip(0x27)))
    check(2 * bytes == FlashGeometry.blockSize)
    check(2 << chip(0x2A) == 128)
    check(bench.read(0x4000 * 4) == 0)
    bench.send(0, 0x90)
    check(bench.read(0) == 0x0089_0089 && bench.read(4) == 0x0018_0018 && bench.read(8) == 0)
    bench.send(0, 0xFF)
    check(bench.isMapped && bench.read(0) == 0xFFFF_FFFF)
  }

  @Test func wordsAreProgrammedAndOnlyClearBits() {
    var bench = Bench()
    bench.send(0x100, 0x40)
    check(!bench.isMapped)
    bench.write(0x100, 0x1234_5678)
    check(bench.waitAsEDK2(0x100) == 0x0080_0080)
    bench.send(0x100, 0x10)
    bench.write(0x100, 0xFF00_FFFF)
    check(bench.read(0x100) == 0x0080_0080)
    check(bench.read(0x100, size: 2) == 0x80 && bench.read(0x102, size: 1) == 0x80)
    bench.send(0, 0xFF)
    check(bench.read(0x100) == 0x1200_5678)
  }

  @Test func narrowDataChangesItsLanesOnly() {
    var bench = Bench()
    bench.write(0x21, 0x40, size: 1)
    bench.write(0x21, 0x5A, size: 1)
    bench.write(0x22, 0x40, size: 2)
    bench.write(0x22, 0xBEEF, size: 2)
    bench.send(0, 0xFF)
    check(bench.read(0x20) == 0xBEEF_5AFF)
    check(bench.bank.read(offset: 0x21, size: 1) == 0x5A)
    check(bench.bank.read(offset: 0x22, size: 2) == 0xBEEF)
  }

  @Test func buffersAreProgrammedAsEDK2DoesIt() {
    var bench = Bench()
    let target: UInt64 = 0x4_0080
    bench.send(target, 0xE8)
    check(bench.waitlessStatus(target) == 0x0080_0080)
    bench.send(target, 31)
    for index in (0 as UInt64)..<32 { bench.write(target + 4 * index, UInt32(index) * 0x0101_0101) }
    bench.send(target, 0xD0)
    check(bench.waitAsEDK2(target) == 0x0080_0080)
    bench.send(0, 0xFF)
    for index in (0 as UInt64)..<32 {
      check(bench.read(target + 4 * index) == UInt32(index) * 0x0101_0101)
    }
    check(bench.read(target - 4) == 0xFFFF_FFFF && bench.read(target + 128) == 0xFFFF_FFFF)
  }

  @Test func malformedBuffersChangeNothing() {
    var bench = Bench()
    // Too long.
    bench.send(0, 0xE8)
    bench.send(0, 32)
    check(bench.read(0) == 0x00B0_00B0)
    // Without confirmation.
    bench.send(0, 0x50)
    bench.send(0, 0xE8)
    bench.send(0, 0)
    bench.write(0, 0)
    bench.send(0, 0xFF)
    check(bench.read(0) == 0x00B0_00B0)
    // Scattered.
    bench.send(0, 0x50)
    bench.send(0, 0xE8)
    bench.send(0, 1)
    bench.write(0x1000, 0)
    bench.write(0x0FFC, 0)
    bench.send(0, 0xD0)
    check(bench.read(0) == 0x00B0_00B0)
    bench.send(0, 0x50)
    check(bench.isMapped && bench.read(0) == 0xFFFF_FFFF && bench.read(0x1000) == 0xFFFF_FFFF)
  }

  @Test func erasingTakesBoundedStepsAndOneBlock() {
    var bench = Bench()
    for offset in stride(from: 0 as UInt64, to: 0x8_0000, by: 0x4000) {
      bench.bank.storage.program(offset, 0)
    }
    bench.send(0x4_1000, 0x20)
    bench.send(0x4_1000, 0xD0)
    var busy = 0
    while bench.waitlessStatus(0x4_1000) != 0x0080_0080 && busy < 1000 { busy += 1 }
    check(busy == 16)
    bench.send(0, 0xFF)
    check(bench.read(0x3_C000) == 0)
    for offset in stride(from: 0x4_0000 as UInt64, to: 0x8_0000, by: 0x4000) {
      check(bench.read(offset) == 0xFFFF_FFFF)
    }
    bench.send(0, 0x20)
    bench.send(0, 0xD0)
    check(bench.waitAsEDK2(0) == 0x0080_0080)
    bench.send(0, 0xFF)
    check(bench.read(0) == 0xFFFF_FFFF && bench.read(0x3_C000) == 0xFFFF_FFFF)
  }

  @Test func anUnconfirmedEraseDoesNothing() {
    var bench = Bench()
    bench.bank.storage.program(0, 0)
    bench.send(0, 0x20)
    bench.send(0, 0xFF)
    check(bench.isMapped && bench.read(0) == 0)
    bench.send(0, 0x20)
    bench.send(0, 0x40)
    check(bench.read(0) == 0x00B0_00B0)
    bench.send(0, 0x50)
    check(bench.isMapped && bench.read(0) == 0)
  }

  @Test func locksAreAccepted() {
    var bench = Bench()
    for lock in [0x01, 0x2F, 0xD0] as [UInt32] {
      bench.send(0, 0x60)
      bench.send(0, lock)
      check(bench.waitAsEDK2(0) == 0x0080_0080)
    }
    bench.send(8, 0x90)
    check(bench.read(8) == 0)
    bench.send(0, 0x60)
    bench.send(0, 0xFF)
    check(bench.isMapped)
  }

  @Test func aReadOnlyBankSaysSo() {
    var bench = Bench()
    bench.bank.storage.isWritable = false
    bench.send(0, 0x40)
    bench.write(0, 0)
    check(bench.read(0) == 0x0092_0092)
    bench.send(0, 0x50)
    bench.send(0, 0x20)
    bench.send(0, 0xD0)
    check(bench.read(0) == 0x00A2_00A2)
    bench.send(0, 0xFF)
    check(bench.read(0) == 0xFFFF_FFFF)
  }

  @Test func aSmallStoreEndsInErasedCells() {
    var bench = Bench()
    check(bench.read(0x8_0000) == 0xFFFF_FFFF && bench.read(0x3FF_FFFC) == 0xFFFF_FFFF)
    bench.send(0x8_0000, 0x40)
    bench.write(0x8_0000, 0)
    check(bench.read(0) == 0x0092_0092)
    bench.write(0x400_0000, 0xFF)
    check(!bench.isMapped)
    check(bench.bank.read(offset: .max - 3, size: 4) == 0x0092_0092)
  }

  @Test func resetReturnsToTheArray() {
    var bench = Bench()
    check(bench.bank.reset() == .unchanged)
    bench.send(0, 0xE8)
    bench.send(0, 5)
    bench.note(bench.bank.reset())
    check(bench.isMapped && bench.bank.isInArrayMode)
    bench.send(0, 0x40)
    bench.write(0, 1)
    check(bench.read(0) == 0x0080_0080)
  }

  /// Any sequence of stores: the mapping stays in step, nothing traps, bits only fall between
  /// erases, and the way back to the array is never lost.
  @Test(arguments: [31, 32, 33, 34] as [UInt64])
  func randomStoresKeepItInStep(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var bench = Bench()
    let commands: [UInt32] = [
      0x00, 0x01, 0x10, 0x20, 0x40, 0x50, 0x60, 0x70, 0x90, 0x98, 0xB0, 0xD0, 0xE8, 0xF0, 0xFF,
    ]
    for _ in 0..<50_000 {
      let offset =
        Bool.random(using: &generator)
        ? UInt64.random(in: 0..<0x8_0100, using: &generator)
        : .random(in: 0 ... .max, using: &generator)
      let size = [1, 2, 4, 8].randomElement(using: &generator)!
      switch Int.random(in: 0..<4, using: &generator) {
      case 0: _ = bench.read(offset & ~3)
      case 1: bench.write(offset, UInt32.random(in: 0 ... .max, using: &generator), size: size)
      default: bench.send(offset & ~3, commands.randomElement(using: &generator)!)
      }
      check(bench.isMapped == bench.bank.isInArrayMode)
    }
    for _ in 0..<100 { bench.send(0, 0xFF) }
    check(bench.isMapped)
  }
}

extension Bench {
  /// A load while the status is shown anyway.
  fileprivate mutating func waitlessStatus(_ offset: UInt64) -> UInt32 { read(offset) }
}
