/// Loads and stores by the guest.
extension FlashBank where Storage: ~Copyable {
  /// A load of `size` bytes (1, 2 or 4) at `offset` from the start of the bank; also right in array
  /// mode, for what the mapping does not cover.
  public mutating func read(offset: UInt64, size: Int) -> UInt32 {
    let word = offset & ~3
    let value: UInt32 =
      switch state {
      case .array: readArray(word)
      case .identification: identification(word)
      case .query: Self.inBothChips(FlashQuery.byte(word &>> 2))
      default: status()
      }
    return RegisterLane.extract(value, offset: offset, size: size)
  }

  /// A store of `size` bytes (1, 2 or 4) at `offset` from the start of the bank.
  public mutating func write(offset: UInt64, size: Int, value: UInt32) -> FlashMapping {
    guard offset < FlashGeometry.bankSize, RegisterLane.mask(size) != 0 else { return .unchanged }
    let wasArray = state == .array
    let shift = UInt32(truncatingIfNeeded: offset & 3) &* 8
    let lanes = RegisterLane.mask(size) &<< shift
    step(offset & ~3, command: value & 0xFF, data: (value &<< shift) | ~lanes, count: value)
    let isArray = state == .array
    return isArray == wasArray ? .unchanged : isArray ? .mapArray : .trapReads
  }

  /// One store: `command` is its lowest byte, `data` the word with ones where nothing was stored.
  mutating func step(_ offset: UInt64, command: UInt32, data: UInt32, count: UInt32) {
    switch state {
    case .array, .status, .identification, .query: begin(offset, command)
    case .program:
      programWord(offset, data)
      state = .status
    case .bufferCount: beginBuffer(offset, count)
    case .bufferData: fillBuffer(offset, data)
    case .bufferConfirm:
      state = .status
      if command == 0xD0 { programBuffer() } else { errors |= FlashStatus.sequenceError }
    case .erase: confirmErase(offset, command)
    case .lock:
      // Lock, lock down and unlock: accepted, since drivers insist, and not kept.
      state = .status
      if command == 0xFF { state = .array }
      if command != 0xFF && command != 0x01 && command != 0x2F && command != 0xD0 {
        errors |= FlashStatus.sequenceError
      }
    // Chips that are busy take no command; it only costs the guest a piece of the work.
    case .erasing: continueErase()
    }
  }

  /// The first store of a command.
  mutating func begin(_ offset: UInt64, _ command: UInt32) {
    switch command {
    case 0x10, 0x40: state = .program
    case 0x20: state = .erase
    case 0x50:
      errors = 0
      state = .array
    case 0x60: state = .lock
    case 0x70, 0xB0, 0xD0: state = .status
    case 0x90: state = .identification
    case 0x98: state = .query
    case 0xE8: state = .bufferCount
    // 0xFF is the command for it; 0xF0 and 0x00 come from probes for other chips.
    default: state = .array
    }
  }

  static func inBothChips(_ value: UInt32) -> UInt32 {
    value | value &<< 16
  }

  mutating func readArray(_ word: UInt64) -> UInt32 {
    word < min(storage.size, FlashGeometry.bankSize) ? storage.read(word) : 0xFFFF_FFFF
  }

  /// The status register of both chips; carries on with an erase.
  mutating func status() -> UInt32 {
    if state == .erasing {
      continueErase()
      // This answer still says busy, so that a driver sees both states of a real chip.
      return 0
    }
    return Self.inBothChips(FlashStatus.ready | errors)
  }

  /// Manufacturer, device, and for each block "not locked", at the words 0, 1 and 2 of a block.
  mutating func identification(_ word: UInt64) -> UInt32 {
    switch (word &>> 2) & 0xFF {
    case 0: Self.inBothChips(0x89)
    case 1: Self.inBothChips(0x18)
    default: 0
    }
  }
}
