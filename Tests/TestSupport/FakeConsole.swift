internal import ControlTool
import Core

/// What was printed.
package final class FakeConsole: ControlConsole {
  package private(set) var output = ""
  package private(set) var complaints = ""

  package init() {}

  package func print(_ text: RawSpan) { output += Self.text(text) }
  package func complain(_ text: RawSpan) { complaints += Self.text(text) }

  private static func text(_ bytes: RawSpan) -> String {
    String(decoding: (0..<bytes.byteCount).map { bytes.byte(at: $0) ?? 0 }, as: UTF8.self)
  }
}
