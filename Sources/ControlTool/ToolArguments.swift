package import Core

/// The words of a command line, and its options, which may stand anywhere.
struct ToolArguments: ~Copyable {
  /// The words, with a space between any two.
  var line = TextBuffer<256>()
  /// The word behind `create`, as it was typed.
  var path = TextBuffer<512>()
  /// The file behind `--output`.
  var output = TextBuffer<512>()
  var wantsJSON = false
  var wantsHelp = false
  var wantsVersion = false
  /// `events` goes on with what happens from now on.
  var follows = false
  /// Ends `events --follow` and `top` after so many; 0: never, and once. Of each core's events `trace` takes the latest so many; 0: all.
  var count: UInt64 = 0
  /// `console` prints what is kept, and nothing else.
  var wantsScrollback = false
  /// Seconds that `console` waits for more behind the end of what it types.
  var wait: UInt64 = 1

  /// Takes arguments that each end with a zero byte. What is wrong is added to `complaint`.
  init(_ arguments: RawSpan, _ complaint: inout ToolLine) {
    var position = 0
    var awaited: Awaited?
    while position < arguments.byteCount {
      var length = 0
      while let byte = arguments.byte(at: position &+ length), byte != 0 { length &+= 1 }
      let word = arguments.part(position, count: length)
      position &+= length &+ 1
      if let option = awaited {
        guard take(word, of: option) else { break }
        awaited = nil
      } else if word.byte(at: 0) != 0x2D {
        append(word)
      } else if word.equals("--json") {
        wantsJSON = true
      } else if word.equals("--help") || word.equals("-h") {
        wantsHelp = true
      } else if word.equals("--version") {
        wantsVersion = true
      } else if word.equals("--follow") {
        follows = true
      } else if word.equals("--count") {
        awaited = .count
      } else if word.equals("--scrollback") {
        wantsScrollback = true
      } else if word.equals("--wait") {
        awaited = .wait
      } else if word.equals("--output") || word.equals("-o") {
        awaited = .output
      } else {
        complaint.append("no option \"")
        complaint.append(printable: word)
        complaint.append(
          "\"; there are --json, --follow, --count, --output, --scrollback, --wait,")
        complaint.append(" --help and --version")
        return
      }
    }
    // It is missing, or none.
    if let awaited {
      complaint.append(awaited.complaint)
    } else if line.isTruncated || path.isTruncated || output.isTruncated {
      complaint.append("so long a command there is not")
    }
  }

  /// An option behind which something goes.
  private enum Awaited {
    case count, wait, output

    var complaint: StaticString {
      switch self {
      case .count: "behind --count goes a number, 1 or more"
      case .wait: "behind --wait goes a number of seconds, 1 or more"
      case .output: "behind --output goes the name of a file"
      }
    }
  }

  /// False where that does not go behind the option.
  private mutating func take(_ word: RawSpan, of option: Awaited) -> Bool {
    if option == .output {
      output.removeAll()
      output.append(word)
      return output.count > 0
    }
    guard let number = word.decimal, number > 0 else { return false }
    if option == .count { count = number } else { wait = number }
    return true
  }

  private mutating func append(_ word: RawSpan) {
    if path.count == 0, line.withText({ $0.raw.equals("create") }) {
      path.append(word)
      // Names of files are longer than those of anything else, and not shown.
      return line.append(" FILE")
    }
    if line.count > 0 { line.append(" ") }
    line.append(printable: word)
  }
}

extension TextBuffer {
  /// Text from outside: what a terminal would not show as a character, and spaces, become question marks.
  package mutating func append(printable text: RawSpan) {
    var index = 0
    while let byte = text.byte(at: index) {
      append(byte: byte > 0x20 && byte < 0x7F ? byte : 0x3F)
      index &+= 1
    }
  }
}

extension RawSpan {
  /// Part of it; the caller knows that it is inside.
  @_lifetime(copy self)
  package func part(_ start: Int, count: Int) -> RawSpan { extracting(start..<(start &+ count)) }

  /// Word `number` of words with one space between any two; none where there are not so many.
  @_lifetime(copy self)
  package func word(_ number: Int) -> RawSpan {
    var rest = number
    var start = 0
    var end = 0
    while true {
      end = start
      while let byte = byte(at: end), byte != 0x20 { end &+= 1 }
      if rest == 0 { return part(start, count: end &- start) }
      guard end < byteCount else { return part(end, count: 0) }
      rest &-= 1
      start = end &+ 1
    }
  }

  /// The whole as a number, if it is one of at most nine digits.
  package var decimal: UInt64? {
    guard byteCount > 0, byteCount < 10 else { return nil }
    var value: UInt64 = 0
    var index = 0
    while let byte = byte(at: index) {
      guard byte >= 0x30, byte <= 0x39 else { return nil }
      value = value &* 10 &+ UInt64(byte &- 0x30)
      index &+= 1
    }
    return value
  }
}
