/// Checked loads from bytes that somebody else wrote. Nothing here can trap: what lies outside the
/// span is nil. These are the only places of the bundle's readers that use the span's unsafe loads.
extension RawSpan {
  /// The byte at `offset`, or nil outside the span.
  @inlinable
  public func byte(at offset: Int) -> UInt8? {
    guard offset >= 0, offset < byteCount else { return nil }
    // Safety: the offset was checked in the line above.
    return unsafe unsafeLoad(fromUncheckedByteOffset: offset, as: UInt8.self)
  }

  /// The 32-bit number at `offset`, in the processor's byte order, or nil if it is not inside the span.
  @inline(__always)
  private func word(at offset: Int) -> UInt32? {
    guard offset >= 0, offset <= byteCount &- 4 else { return nil }
    // What device trees and bundles hold is aligned; without that it is four loads.
    // Safety: four bytes from the offset are inside the span, checked in the line above.
    return isAligned(offset)
      ? unsafe unsafeLoad(fromUncheckedByteOffset: offset, as: UInt32.self)
      : unsafe unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt32.self)
  }

  /// Whether what lies at `offset` starts at a multiple of four.
  @inline(__always)
  func isAligned(_ offset: Int) -> Bool {
    // Safety: the address is looked at, not followed.
    let start = unsafe withUnsafeBytes { UInt(bitPattern: $0.baseAddress) }
    return (start &+ UInt(bitPattern: offset)) & 3 == 0
  }

  /// The big-endian 32-bit number at `offset`, or nil if it is not inside the span.
  @inline(never)
  public func bigEndianWord(at offset: Int) -> UInt32? {
    guard let word = word(at: offset) else { return nil }
    return UInt32(bigEndian: word)
  }

  /// The same where it is aligned as a rule and read often: in the place of the call, but for words that are not.
  @inline(__always)
  func alignedBigEndianWord(at offset: Int) -> UInt32? {
    guard isAligned(offset) else { return bigEndianWord(at: offset) }
    guard offset >= 0, offset <= byteCount &- 4 else { return nil }
    // Safety: four bytes from the offset are inside the span and aligned, checked in the lines above.
    return UInt32(bigEndian: unsafe unsafeLoad(fromUncheckedByteOffset: offset, as: UInt32.self))
  }

  /// The little-endian 32-bit number at `offset`, or nil if it is not inside the span.
  @inline(never)
  public func littleEndianWord(at offset: Int) -> UInt32? {
    guard let word = word(at: offset) else { return nil }
    return UInt32(littleEndian: word)
  }

  /// The big-endian 64-bit number at `offset`, or nil if it is not inside the span.
  @inline(never)
  public func bigEndianDoubleWord(at offset: Int) -> UInt64? {
    guard let high = bigEndianWord(at: offset), let low = bigEndianWord(at: offset &+ 4) else {
      return nil
    }
    return UInt64(high) &<< 32 | UInt64(low)
  }

  /// The little-endian 64-bit number at `offset`, or nil if it is not inside the span.
  @inline(never)
  public func littleEndianDoubleWord(at offset: Int) -> UInt64? {
    guard let low = littleEndianWord(at: offset), let high = littleEndianWord(at: offset &+ 4)
    else { return nil }
    return UInt64(high) &<< 32 | UInt64(low)
  }

  /// Number of bytes before the first zero byte at or after `offset`; nil if there is none.
  @inline(never)
  func distanceToZero(from offset: Int) -> Int? {
    var end = offset
    while true {
      // A word at a time while none of its bytes is zero.
      while isAligned(end), let word = word(at: end),
        (word &- 0x0101_0101) & ~word & 0x8080_8080 == 0
      {
        end &+= 4
      }
      guard let byte = byte(at: end) else { return nil }
      if byte == 0 { return end &- offset }
      end &+= 1
    }
  }

  /// Moves `offset` behind the first zero byte at or after it; false, and no change, if there is none.
  func moveBehindZero(_ offset: inout Int) -> Bool {
    guard let count = distanceToZero(from: offset) else { return false }
    offset &+= count &+ 1
    return true
  }

  /// The bytes from `offset` to the first zero byte; none if there is no such byte.
  @_lifetime(copy self)
  func text(at offset: Int) -> RawSpan {
    slice(offset, count: distanceToZero(from: offset) ?? 0)
  }

  /// The bytes of `range`, or an empty span where the range does not lie inside.
  @_lifetime(copy self)
  @inline(never)
  func slice(_ start: Int, count: Int) -> RawSpan {
    guard start >= 0, count >= 0, start <= byteCount, count <= byteCount &- start else {
      return extracting(0..<0)
    }
    return extracting(start..<(start &+ count))
  }

  /// The byte behind `text`, if that is what lies at `offset`.
  @inline(never)
  func byte(behind text: RawSpan, at offset: Int) -> UInt8? {
    var offset = offset
    var index = 0
    while let byte = text.byte(at: index) {
      guard self.byte(at: offset) == byte else { return nil }
      offset &+= 1
      index &+= 1
    }
    return byte(at: offset)
  }

  /// Whether the bytes are exactly those of `other`.
  @inline(never)
  public func equals(_ other: RawSpan) -> Bool {
    guard byteCount == other.byteCount else { return false }
    var index = 0
    while index < byteCount {
      if byte(at: index) != other.byte(at: index) { return false }
      index &+= 1
    }
    return true
  }

  /// Whether the bytes are exactly the text.
  @inline(__always)
  public func equals(_ text: StaticString) -> Bool { equals(text.bytes) }
}

extension StaticString {
  /// The UTF-8 bytes of the text, without a terminator.
  public var bytes: RawSpan {
    @_lifetime(immortal)
    @inline(__always)
    get {
      // Safety: a static string's bytes live as long as the program and never change.
      let span = unsafe RawSpan(_unsafeStart: utf8Start, byteCount: utf8CodeUnitCount)
      return unsafe _overrideLifetime(span, borrowing: ())
    }
  }
}

extension StaticString {
  /// Row `index` of a text of rows of `width` bytes, up to the zero byte that ends it.
  ///
  /// What an enumeration's cases are called is one text with a row for each: a name is found without
  /// a search, and a `switch` over literals is five instructions for each.
  @_lifetime(immortal)
  @inline(never)
  package func row(_ index: UInt8, of width: Int) -> RawSpan {
    // Safety: slices of a static string live as long as it does.
    unsafe _overrideLifetime(bytes.text(at: Int(index) &* width), borrowing: ())
  }
}

extension Span where Element == UInt8 {
  /// The same bytes, for the readers. The library's own `bytes` counts as unsafe because elements in
  /// general may have padding; bytes have none.
  public var raw: RawSpan {
    @_lifetime(copy self)
    get {
      // Safety: every byte of the span is an initialised element.
      unsafe bytes
    }
  }
}
