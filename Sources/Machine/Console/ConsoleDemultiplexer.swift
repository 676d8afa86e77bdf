/// Takes the one console apart again: `[name] text` is a VM's line, `[name]+ text` the rest of one that another's broke,
/// `martlet: text` the hypervisor's.
///
/// In raw mode the VM in focus writes without a prefix; the hypervisor's messages tell when that is
/// so and which VM it is, and lines without a prefix are then that VM's.
public struct ConsoleDemultiplexer: Sendable {
  private let names: Set<String>
  private var pendingBytes: [UInt8] = []
  /// The VM that writes without a prefix; nil in line mode.
  private var rawFocus: String?

  /// `names` are those of the VMs; `rawFocus` is the VM in focus if the console starts in raw mode.
  public init(names: some Sequence<String>, rawFocus: String? = nil) {
    self.names = Set(names)
    self.rawFocus = rawFocus
  }

  /// The line that has no end yet: a prompt, perhaps. Without a carriage return, half of an end.
  public var pending: ConsoleLine? {
    var bytes = pendingBytes
    while bytes.last == 0x0D { bytes.removeLast() }
    return bytes.isEmpty ? nil : classify(bytes)
  }

  /// Takes output as it comes and returns the lines that it ended.
  public mutating func feed(_ bytes: some Sequence<UInt8>) -> [ConsoleLine] {
    var lines: [ConsoleLine] = []
    for byte in bytes {
      switch byte {
      case 0x0A:
        while pendingBytes.last == 0x0D { pendingBytes.removeLast() }
        // A prompt that nothing was typed to says nothing.
        if pendingBytes.elementsEqual("martlet> ".utf8) {
          pendingBytes.removeAll(keepingCapacity: true)
        } else {
          lines.append(end())
        }
      case 0x08:
        if !pendingBytes.isEmpty { pendingBytes.removeLast() }
      default:
        // Text after a carriage return starts the line over; what stood there was seen.
        if pendingBytes.last == 0x0D, byte != 0x0D {
          pendingBytes.removeAll { $0 == 0x0D }
          if !pendingBytes.isEmpty { lines.append(end()) }
        }
        pendingBytes.append(byte)
      }
    }
    return lines
  }

  private mutating func end() -> ConsoleLine {
    let line = classify(pendingBytes)
    pendingBytes.removeAll(keepingCapacity: true)
    if line.source == .hypervisor { follow(line.text) }
    return line
  }

  private func classify(_ bytes: [UInt8]) -> ConsoleLine {
    let text = String(decoding: bytes.drop { $0 == 0x0D }, as: UTF8.self)
    if text.hasPrefix("martlet: ") {
      return ConsoleLine(.hypervisor, String(text.dropFirst(9)))
    }
    if text.hasPrefix("martlet> ") {
      return ConsoleLine(.hypervisor, String(text.dropFirst(7)))
    }
    if text.hasPrefix("["), let close = text.firstIndex(of: "]") {
      let name = String(text[text.index(after: text.startIndex)..<close])
      if names.contains(name) {
        var rest = text[text.index(after: close)...]
        let continues = rest.hasPrefix("+ ")
        if continues { rest = rest.dropFirst() }
        return ConsoleLine(
          .machine(name), String(rest.hasPrefix(" ") ? rest.dropFirst() : rest),
          continues: continues)
      }
    }
    if let rawFocus { return ConsoleLine(.machine(rawFocus), text) }
    return ConsoleLine(.board, text)
  }

  /// Keeps up with the console's mode by what the hypervisor says about it.
  private mutating func follow(_ text: String) {
    if text.hasPrefix("console: raw, focus ") {
      let name = text.dropFirst("console: raw, focus ".count).prefix { $0 != "," }
      rawFocus = String(name)
    } else if text.hasPrefix("console: lines") {
      rawFocus = nil
    }
  }
}
