/// The cells behind a `FlashBank`.
///
/// Offsets are in bytes from the start of the bank, multiples of 4, and below `size`.
public protocol FlashStorage: ~Copyable {
  /// Bytes that exist, a multiple of `FlashGeometry.blockSize`. What the bank has beyond them reads
  /// as erased and cannot be programmed.
  var size: UInt64 { get }

  /// Whether cells can be changed.
  var isWritable: Bool { get }

  /// The word at `offset`, little-endian.
  borrowing func read(_ offset: UInt64) -> UInt32

  /// Clears those bits of the word at `offset` that are clear in `value`.
  mutating func program(_ offset: UInt64, _ value: UInt32)

  /// Sets all bits of `length` bytes, a multiple of 4, from `offset`.
  mutating func erase(_ offset: UInt64, length: UInt64)
}

/// The shape of a bank: two 16-bit chips side by side, as on QEMU's `virt` board.
public enum FlashGeometry {
  /// Bytes of a bank.
  public static let bankSize: UInt64 = 64 << 20
  /// Bytes that are erased together: 128 KiB of each chip.
  public static let blockSize: UInt64 = 256 << 10
  /// Bytes that one buffered program command takes: 64 of each chip.
  static let bufferSize: UInt64 = 128
  /// Bytes erased per access while an erase goes on, so that no access takes long.
  static let eraseStep: UInt64 = 16 << 10
}

/// How the guest's loads from the bank are to be served.
public enum FlashMapping: Equatable, Sendable {
  /// Unchanged.
  case unchanged
  /// Map the storage for reading: loads do not trap. Stores must.
  case mapArray
  /// Unmap the storage, so that loads trap and are answered by `FlashBank.read`.
  case trapReads
}
