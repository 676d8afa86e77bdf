/// Memory that stays where it is, as a span.
public enum MemorySpan {
  /// `size` bytes at `address`, which must be mapped and must not change while they are read: the board's device tree
  /// and the bundle, before any guest runs.
  @_lifetime(immortal)
  public static func bytes(at address: UInt64, size: Int) -> RawSpan {
    // Safety: the caller states that the range is mapped and constant; nothing is ever unmapped at EL2.
    guard let start = unsafe UnsafeRawPointer(bitPattern: UInt(truncatingIfNeeded: address)) else {
      return RawSpan()
    }
    let span = unsafe RawSpan(_unsafeStart: start, byteCount: size)
    return unsafe _overrideLifetime(span, copying: ())
  }
}
