import Core

extension RawSpan {
  /// The bytes as text, to compare with. Not to be named in a key path: without optimisation that asks
  /// Core for a descriptor of a property whose type cannot escape, and there is none.
  var text: String {
    let bytes = (0..<byteCount).map { byte(at: $0) ?? 0 }
    return String(decoding: bytes, as: UTF8.self)
  }
}
