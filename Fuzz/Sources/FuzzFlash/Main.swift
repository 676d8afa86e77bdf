internal import Core
internal import FuzzSupport

/// One block of cells that checks what it is asked to do.
private struct Cells: FlashStorage, ~Copyable {
  var words: [UInt32] = Array(repeating: 0xFFFF_FFFF, count: 0x1_0000)
  var isWritable = true
  var size: UInt64 { UInt64(words.count) * 4 }

  func read(_ offset: UInt64) -> UInt32 {
    require(offset & 3 == 0 && offset < size, "a read outside the cells")
    return words[Int(offset / 4)]
  }

  mutating func program(_ offset: UInt64, _ value: UInt32) {
    require(isWritable && offset & 3 == 0 && offset < size, "a program outside the cells")
    words[Int(offset / 4)] &= value
  }

  mutating func erase(_ offset: UInt64, length: UInt64) {
    require(isWritable && offset & 3 == 0 && length & 3 == 0, "a misaligned erase")
    require(offset < size && length <= size - offset, "an erase outside the cells")
    require(length <= 0x4000, "an erase that takes long")
    for index in Int(offset / 4)..<Int((offset + length) / 4) { words[index] = 0xFFFF_FFFF }
  }
}

/// Any accesses by the guest: cells are touched inside their bounds only, the mapping is told
/// exactly when it changes, and array mode can always be reached again.
@c(LLVMFuzzerTestOneInput)
public func fuzzFlash(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  var input = unsafe FuzzInput(start, count)
  var bank = FlashBank(storage: Cells())
  bank.storage.isWritable = input.byte() & 1 == 0
  var isMapped = true

  func note(_ mapping: FlashMapping) {
    switch mapping {
    case .unchanged: break
    case .mapArray:
      require(!isMapped, "mapped twice")
      isMapped = true
    case .trapReads:
      require(isMapped, "unmapped twice")
      isMapped = false
    }
  }

  while !input.isEmpty {
    switch input.byte() % 4 {
    case 0:
      // A command to both chips, near the start.
      let command = UInt32(input.byte())
      let offset = UInt64(input.byte()) * 4
      note(bank.write(offset: offset, size: 4, value: command << 16 | command))
    case 1:
      note(bank.write(offset: input.longWord(), size: input.size(), value: input.word()))
    case 2: _ = bank.read(offset: input.longWord(), size: input.size())
    default: _ = bank.read(offset: UInt64(input.byte()) * 4, size: 4)
    }
    require(bank.isInArrayMode == isMapped, "the mapping is out of step")
  }
  for _ in 0..<64 { note(bank.write(offset: 0, size: 4, value: 0x00FF_00FF)) }
  require(isMapped, "the array is out of reach")
  return 0
}
