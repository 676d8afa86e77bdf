internal import ControlTool
internal import Core

/// The options of a command line.
struct TerminalArguments: ~Copyable {
  /// The channels that are named, each with a space behind it.
  var names = TextBuffer<512>()
  var wantsList = false
  var wantsHelp = false
  var wantsVersion = false

  /// Takes arguments that each end with a zero byte. What is wrong is added to `complaint`.
  init(_ arguments: RawSpan, _ complaint: inout ToolLine) {
    var position = 0
    var wantsName = false
    while position < arguments.byteCount {
      var length = 0
      while let byte = arguments.byte(at: position &+ length), byte != 0 { length &+= 1 }
      let word = arguments.part(position, count: length)
      position &+= length &+ 1
      if wantsName {
        wantsName = false
        names.append(printable: word)
        names.append(" ")
      } else if word.equals("--list") {
        wantsList = true
      } else if word.equals("--only") {
        wantsName = true
      } else if word.equals("--help") || word.equals("-h") {
        wantsHelp = true
      } else if word.equals("--version") {
        wantsVersion = true
      } else {
        complaint.append("no option \"")
        complaint.append(printable: word)
        complaint.append("\"; there are --list, --only, --help and --version")
        return
      }
    }
    if wantsName { complaint.append("behind --only goes the name of a channel") }
    if names.isTruncated { complaint.append("so many names there are not") }
  }
  /// The channel that was named as number `word`; empty: there were not so many.
  mutating func name(_ word: Int) -> TextBuffer<64> {
    var name = TextBuffer<64>()
    names.withText { name.append($0.raw.word(word)) }
    return name
  }
}
