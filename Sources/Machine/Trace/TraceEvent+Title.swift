public import Core
internal import TraceText
public import Tracing

extension TraceEvent {
  /// What happened, in a word or two.
  public var title: String {
    var text = TextBuffer<64>()
    text.append(title: self)
    return text.string
  }
}

extension ExitCause {
  /// Its name in the report.
  public var word: String {
    var bytes: [UInt8] = []
    while let byte = name.byte(at: bytes.count) { bytes.append(byte) }
    return String(decoding: bytes, as: UTF8.self)
  }
}

extension TextBuffer {
  var string: String {
    mutating get {
      withText { text in String(decoding: text.indices.map { text[$0] }, as: UTF8.self) }
    }
  }
}
