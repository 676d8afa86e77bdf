/// Takes the one console apart again: `[name] text` is a VM's line, `[name]+ text` the rest of one that another's broke,
/// `martlet: text` the hypervisor's.
///
/// VMs that are created while the machine runs become known by the hypervisor's line about them.
///
/// In raw mode the VM in focus writes without a prefix; the hypervisor's messages tell when that is
/// so and which VM it is, and lines without a prefix are then that VM's.
public struct ConsoleDemultiplexer: Sendable {
  private var names: Set<String>
  /// Those of VMs that were created while the machine runs.
  private var namesByKey: [UInt8: String] = [:]
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
      // In raw mode the VM can say this, too: it must not be taken for what there is not.
      rawFocus = names.contains(String(name)) ? String(name) : nil
    } else if text.hasPrefix("console: lines") {
      rawFocus = nil
    } else if let created = Self.created(by: text) {
      // Whom the key was given to before is gone.
      if let former = namesByKey[created.key] { names.remove(former) }
      namesByKey[created.key] = names.contains(created.name) ? nil : created.name
      names.insert(created.name)
    }
  }

  /// What `vm NAME created, console KEY` of the hypervisor tells: the VM, and the key behind the escape key that gives it the
  /// focus.
  static func created(by text: String) -> (name: String, key: UInt8)? {
    let words = text.split(separator: " ", omittingEmptySubsequences: false)
    guard words.count == 5, words[0] == "vm", words[2] == "created,", words[3] == "console",
      words[4].utf8.count == 1, let key = words[4].utf8.first,
      // Who made the package need not have been as strict as `martlet build`, and files are called so.
      !words[1].isEmpty,
      words[1].utf8.allSatisfy({ byte in
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "-"), UInt8(ascii: "_"):
          true
        default: false
        }
      })
    else { return nil }
    return (String(words[1]), key)
  }
}
