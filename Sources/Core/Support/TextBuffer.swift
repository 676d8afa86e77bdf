/// A bounded line of text, put together without a heap and without `String`.
///
/// What does not fit is left out; `isTruncated` tells. Made on the stack, filled by `append`, then
/// handed on as a span of bytes.
public struct TextBuffer<let capacity: Int>: ~Copyable {
  var bytes = InlineArray<capacity, UInt8>(repeating: 0)
  /// Bytes in use.
  public private(set) var count = 0
  /// Whether something was left out.
  public private(set) var isTruncated = false

  public init() {}

  /// Adds one byte.
  public mutating func append(byte: UInt8) {
    guard count < capacity else {
      isTruncated = true
      return
    }
    bytes[count] = byte
    count &+= 1
  }

  // Lines are put together in many places and hurry in none: called, not inlined.

  /// Adds literal text.
  @inline(__always)
  public mutating func append(_ text: StaticString) { append(text.bytes) }

  /// Adds bytes as they are.
  @inline(never)
  public mutating func append(_ text: RawSpan) {
    var index = 0
    while let byte = text.byte(at: index) {
      append(byte: byte)
      index &+= 1
    }
  }

  /// Adds `value` in decimal.
  @inline(never)
  public mutating func append(decimal value: UInt64) {
    // Largest power of ten that is not above the value, found by multiplying up: no buffer needed.
    var divisor: UInt64 = 1
    while value / divisor >= 10 { divisor &*= 10 }
    while divisor > 0 {
      append(byte: UInt8(truncatingIfNeeded: 0x30 &+ value / divisor % 10))
      divisor /= 10
    }
  }

  /// Adds `0x` and `value` in lower-case hexadecimal.
  @inline(never)
  public mutating func append(hexadecimal value: UInt64) {
    append("0x")
    var shift = UInt64(truncatingIfNeeded: max(67 &- value.leadingZeroBitCount, 4) & ~3)
    while shift > 0 {
      shift &-= 4
      let digit = UInt8(truncatingIfNeeded: (value &>> shift) & 0xF)
      append(byte: digit < 10 ? 0x30 &+ digit : 0x57 &+ digit)
    }
  }

  /// Adds literal text and a number after it.
  @inline(never)
  public mutating func append(_ text: StaticString, decimal value: UInt64) {
    append(text)
    append(decimal: value)
  }

  /// The same for a number that is not negative.
  @inline(__always)
  public mutating func append(_ text: StaticString, decimal value: Int) {
    append(text, decimal: UInt64(value.magnitude))
  }

  /// The same with the number in hexadecimal.
  @inline(never)
  public mutating func append(_ text: StaticString, hexadecimal value: UInt64) {
    append(text)
    append(hexadecimal: value)
  }

  /// Takes the last byte back, if there is one.
  public mutating func removeLast() {
    if count > 0 { count &-= 1 }
  }

  /// Starts again.
  public mutating func removeAll() {
    count = 0
    isTruncated = false
  }

  /// Gives the text to `body`. Mutating, because a read-only span of an `InlineArray` copies it.
  public mutating func withText<Result>(_ body: (Span<UInt8>) -> Result) -> Result {
    body(bytes.span.extracting(first: count))
  }
}

/// Room for one line of the hypervisor's log.
public typealias LogLine = TextBuffer<240>
