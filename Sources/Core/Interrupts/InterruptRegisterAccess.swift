/// One trapped access to a distributor or redistributor frame. Alignment and size are the guest's
/// and need not make sense; the register files answer nonsense with zero.
public struct InterruptRegisterAccess {
  /// Bytes from the start of the frame: the 64 KiB distributor, or the 128 KiB of one redistributor.
  public var offset: UInt32
  /// Bytes: 1, 2, 4 or 8.
  public var size: UInt8
  public var isWrite: Bool
  /// The value written; ignored for a read.
  public var value: UInt64

  @inlinable
  public init(offset: UInt32, size: UInt8, isWrite: Bool, value: UInt64) {
    self.offset = offset
    self.size = size
    self.isWrite = isWrite
    self.value = value
  }

  @inlinable
  public static func read(_ offset: UInt32, size: UInt8 = 4) -> Self {
    Self(offset: offset, size: size, isWrite: false, value: 0)
  }

  @inlinable
  public static func write(_ offset: UInt32, _ value: UInt64, size: UInt8 = 4) -> Self {
    Self(offset: offset, size: size, isWrite: true, value: value)
  }

  /// Whether the offset is a multiple of the size.
  var isAligned: Bool { offset & UInt32(truncatingIfNeeded: size &- 1) == 0 }
  /// The low 32 bits of the value written.
  var word: UInt32 { UInt32(truncatingIfNeeded: value) }
}
