/// Programming and erasing.
extension FlashBank where Storage: ~Copyable {
  /// Whether the word at `offset` can be changed; notes `error` when not.
  mutating func canChange(_ offset: UInt64, error: UInt32) -> Bool {
    guard offset < min(storage.size, FlashGeometry.bankSize) && storage.isWritable else {
      errors |= error | FlashStatus.protected
      return false
    }
    return true
  }

  mutating func programWord(_ offset: UInt64, _ data: UInt32) {
    guard canChange(offset, error: FlashStatus.programError) else { return }
    storage.program(offset, data)
  }

  /// The count of a buffered program: words, less one, in each chip's half.
  mutating func beginBuffer(_ offset: UInt64, _ count: UInt32) {
    let words = Int(truncatingIfNeeded: count & 0xFFFF) &+ 1
    guard words <= 32 else {
      errors |= FlashStatus.sequenceError
      state = .status
      return
    }
    for index in 0..<32 { buffer[index] = 0xFFFF_FFFF }
    bufferRemaining = words
    bufferBase = .max
    bufferIsBad = false
    state = .bufferData
  }

  /// A word for the buffer. The first one says where the buffer's window starts.
  mutating func fillBuffer(_ offset: UInt64, _ data: UInt32) {
    if bufferBase == .max { bufferBase = offset }
    let index = (offset &- bufferBase) &>> 2
    if index < 32 {
      buffer[Int(truncatingIfNeeded: index)] &= data
    } else {
      bufferIsBad = true
    }
    bufferRemaining &-= 1
    if bufferRemaining <= 0 { state = .bufferConfirm }
  }

  mutating func programBuffer() {
    guard !bufferIsBad else {
      errors |= FlashStatus.sequenceError
      return
    }
    for index in 0..<32 where buffer[index] != 0xFFFF_FFFF {
      programWord(bufferBase &+ UInt64(index) &* 4, buffer[index])
    }
  }

  mutating func confirmErase(_ offset: UInt64, _ command: UInt32) {
    guard command == 0xD0 else {
      state = command == 0xFF ? .array : .status
      if command != 0xFF { errors |= FlashStatus.sequenceError }
      return
    }
    state = .status
    guard canChange(offset, error: FlashStatus.eraseError) else { return }
    eraseNext = offset & ~(FlashGeometry.blockSize &- 1)
    eraseEnd = eraseNext &+ FlashGeometry.blockSize
    state = .erasing
  }

  mutating func continueErase() {
    let end = min(eraseEnd, storage.size)
    if eraseNext < end {
      let length = min(FlashGeometry.eraseStep, end &- eraseNext)
      storage.erase(eraseNext, length: length)
      eraseNext &+= length
    }
    if eraseNext >= end { state = .status }
  }
}
