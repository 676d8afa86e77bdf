/// Bytes on their way to the physical UART: one piece of output, complete with its prefix.
///
/// Putting a piece together here first lets the drainer stop at any byte when the UART is full.
struct ConsoleStaging: ~Copyable {
  static let capacity = 512
  private var bytes = InlineArray<512, UInt8>(repeating: 0)
  private var start = 0
  private var end = 0

  // `mutating`, or the whole buffer would be copied for the call.
  var isEmpty: Bool {
    mutating get { start == end }
  }
  var space: Int {
    mutating get { Self.capacity &- end }
  }

  /// The next byte for the UART; zero when there is none.
  var first: UInt8 {
    mutating get { start < end ? bytes[start] : 0 }
  }

  mutating func removeFirst() {
    if start < end { start &+= 1 }
    if start == end {
      start = 0
      end = 0
    }
  }

  /// Adds `byte`; what has no room is left out, which callers avoid by looking at `space`.
  mutating func append(_ byte: UInt8) {
    guard end < Self.capacity else { return }
    bytes[end] = byte
    end &+= 1
  }

  mutating func append(_ text: StaticString) {
    for index in 0..<text.utf8CodeUnitCount {
      // Safety: as in `TextBuffer.append(_:)`.
      append(unsafe text.utf8Start[index])
    }
  }

  mutating func append(decimal value: UInt64) {
    var text = TextBuffer<20>()
    text.append(decimal: value)
    for index in 0..<text.count { append(text.bytes[index]) }
  }
}
