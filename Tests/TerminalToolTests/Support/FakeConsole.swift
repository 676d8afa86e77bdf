import ControlTool
import Core

/// What was printed.
final class FakeConsole: ControlConsole {
  private(set) var output = ""
  private(set) var complaints = ""

  func print(_ text: RawSpan) { output += Self.text(text) }
  func complain(_ text: RawSpan) { complaints += Self.text(text) }

  private static func text(_ bytes: RawSpan) -> String {
    String(decoding: (0..<bytes.byteCount).map { bytes.byte(at: $0) ?? 0 }, as: UTF8.self)
  }
}
