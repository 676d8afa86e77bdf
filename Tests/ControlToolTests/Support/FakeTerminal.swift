import ControlTool
import Core

/// A console with somebody at it, or with a file as its input.
final class FakeTerminal: ControlConsole {
  /// What happens each time when the program waits for keys; behind the last one there is nothing more.
  enum Happening {
    case keys(String)
    case pause
    case deed((FakeHypervisor) -> Void)
  }

  let isTerminal: Bool
  private var happenings: [Happening]
  weak var hypervisor: FakeHypervisor?
  private(set) var output: [UInt8] = []
  var onPrint = {}
  private(set) var complaints = ""
  /// How often it was made raw, and how often as it was before.
  private(set) var begun = 0
  private(set) var ended = 0

  init(isTerminal: Bool = true, _ happenings: [Happening]) {
    self.isTerminal = isTerminal
    self.happenings = happenings
  }

  var text: String { String(decoding: output, as: UTF8.self) }

  func print(_ text: RawSpan) {
    output += (0..<text.byteCount).map { text.byte(at: $0) ?? 0 }
    onPrint()
  }

  func complain(_ text: RawSpan) {
    complaints += String(
      decoding: (0..<text.byteCount).map { text.byte(at: $0) ?? 0 }, as: UTF8.self)
  }

  func beginTyping() -> Bool {
    if isTerminal { begun += 1 }
    return isTerminal
  }

  func endTyping() { if begun > ended { ended += 1 } }

  func readTyped(
    into buffer: inout MutableSpan<UInt8>, atMost most: Int, milliseconds: UInt32
  ) -> ControlTyped {
    guard !happenings.isEmpty else { return .ended }
    switch happenings.removeFirst() {
    case .pause: return .nothing
    case .deed(let deed):
      if let hypervisor { deed(hypervisor) }
      return .nothing
    case .keys(let text):
      let bytes = [UInt8](text.utf8)
      for place in 0..<min(most, bytes.count) { buffer[place] = bytes[place] }
      if bytes.count > most {
        happenings.insert(
          .keys(String(decoding: bytes[most...], as: UTF8.self)), at: 0)
      }
      return .bytes(min(most, bytes.count))
    }
  }
}
