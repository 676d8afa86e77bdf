import Core

extension RawSpan {
  /// The bytes as text, to compare with.
  var text: String {
    let bytes = (0..<byteCount).map { byte(at: $0) ?? 0 }
    return String(decoding: bytes, as: UTF8.self)
  }
}
