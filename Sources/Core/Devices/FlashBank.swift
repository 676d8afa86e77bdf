/// A bank of NOR flash with the Common Flash Interface and the Intel command set (0x0001).
///
/// Two 16-bit chips side by side make a 32-bit bank; commands and answers appear in both halves of
/// a word. Stores are commands and always trap. Loads are served by the memory mapping while the
/// bank is in array mode and by `read` otherwise; every store says which of the two it is now.
///
/// | first store | second store | then |
/// |---|---|---|
/// | 0xFF, 0xF0, 0x00 | | array |
/// | 0x40, 0x10 | data | programs a word, status |
/// | 0xE8 | count − 1, data…, 0xD0 | programs up to 128 bytes, status |
/// | 0x20 | 0xD0 | erases 256 KiB, status |
/// | 0x50 | | clears the status errors, array |
/// | 0x60 | 0x01, 0x2F / 0xD0 | locks / unlocks (accepted, not kept), status |
/// | 0x70 | | status |
/// | 0x90 | | identification and lock status |
/// | 0x98 | | CFI query table |
/// | 0xB0, 0xD0 | | suspend and resume: ignored, status |
///
/// An erase is done piece by piece, a piece per access; the status says busy until the last one.
/// Programming only clears bits, as in real cells. Errors are status bits: 0x10 program, 0x20 erase,
/// 0x30 a malformed sequence, 0x02 with them for a bank that cannot be written.
///
/// Not emulated: lock bits that hold, suspend, one-time-programmable registers, block erase
/// interrupts, times.
public struct FlashBank<Storage: FlashStorage & ~Copyable>: ~Copyable {
  /// The cells. The machine maps them for reading while the bank is in array mode.
  public var storage: Storage

  var state = FlashState.array
  /// Error bits of the status register.
  var errors: UInt32 = 0
  var buffer = InlineArray<32, UInt32>(repeating: 0xFFFF_FFFF)
  /// Where the buffer will be programmed; meaningful while it is filled.
  var bufferBase: UInt64 = 0
  /// Stores of data still to come.
  var bufferRemaining = 0
  /// A store was outside the buffer's window.
  var bufferIsBad = false
  var eraseNext: UInt64 = 0
  var eraseEnd: UInt64 = 0

  /// A bank in array mode over `storage`.
  public init(storage: consuming Storage) {
    self.storage = storage
  }

  /// Back to array mode. An erase that was under way stays half done, as at a power failure.
  public mutating func reset() -> FlashMapping {
    let wasArray = state == .array
    state = .array
    errors = 0
    bufferRemaining = 0
    eraseNext = eraseEnd
    return wasArray ? .unchanged : .mapArray
  }

  /// Whether loads are to be served by the mapping.
  public var isInArrayMode: Bool {
    mutating get { state == .array }
  }
}

/// What a bank shows on loads, and expects with the next store.
enum FlashState: UInt8 {
  case array, status, identification, query
  /// The first half of a command came; loads show the status.
  case program, bufferCount, bufferData, bufferConfirm, erase, lock
  /// Erasing; loads show "busy", and carry on with it.
  case erasing
}

/// Arm's drivers call these `P30_SR_BIT_…`; Intel StrataFlash P30 datasheet, status register.
enum FlashStatus {
  static let ready: UInt32 = 0x80
  static let eraseError: UInt32 = 0x20
  static let programError: UInt32 = 0x10
  static let sequenceError: UInt32 = 0x30
  static let protected: UInt32 = 0x02
}
