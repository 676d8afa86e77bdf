/// Bytes on their way, of which the first may be gone already.
struct TerminalBytes: ~Copyable {
  private var bytes = InlineArray<4096, UInt8>(repeating: 0)
  private var first = 0
  private var end = 0

  static var capacity: Int { 4096 }

  var count: Int { end &- first }
  var isEmpty: Bool { first == end }

  /// Takes what `body` puts at the start of the buffer; it returns how many bytes. To be called only when it is empty.
  mutating func fill(_ body: (inout MutableSpan<UInt8>) -> Int) {
    var span = bytes.mutableSpan
    let count = body(&span)
    first = 0
    end = min(max(count, 0), Self.capacity)
  }

  /// Lets go of so many as `body` says of the rest.
  mutating func drain(_ body: (Span<UInt8>) -> Int) -> Int {
    let taken = min(max(body(bytes.span.extracting(first..<end)), 0), count)
    first &+= taken
    return taken
  }
}
