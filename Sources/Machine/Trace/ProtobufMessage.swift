/// A message in the wire format of Protocol Buffers, built field by field.
/// Source: protobuf.dev, "Encoding". Three kinds of fields are all that a trace has.
struct ProtobufMessage {
  private(set) var bytes: [UInt8] = []

  mutating func add(_ field: UInt64, _ value: UInt64) {
    append(field << 3)
    append(value)
  }

  mutating func add(_ field: UInt64, _ text: String) { add(field, [UInt8](text.utf8)) }

  mutating func add(_ field: UInt64, _ build: (inout ProtobufMessage) -> Void) {
    var message = ProtobufMessage()
    build(&message)
    add(field, message.bytes)
  }

  private mutating func add(_ field: UInt64, _ content: [UInt8]) {
    append(field << 3 | 2)
    append(UInt64(content.count))
    bytes += content
  }

  /// Seven bits a byte, the lowest first.
  private mutating func append(_ number: UInt64) {
    var rest = number
    while rest > 0x7F {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(truncatingIfNeeded: rest))
  }
}
