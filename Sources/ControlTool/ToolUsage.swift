internal import Core

/// What the program adds to the language of the monitor.
enum ToolUsage {
  /// What is not in the monitor's language, but looks to its reader as if it were.
  enum Special {
    case none, information, health, resources, machineNames, poolNames, console, channels, trace
  }

  /// The first words of commands that need the device.
  private static var commands: StaticString {
    "list info start stop restart switch-over pause resume destroy create resources vm vcpu pool top events health names console channel trace "
  }

  static func isCommand(_ word: RawSpan) -> Bool { isIn(commands, word) }

  private static func isIn(_ list: StaticString, _ word: RawSpan) -> Bool {
    var number = 0
    while true {
      let known = list.bytes.word(number)
      if known.byteCount == 0 { return false }
      if known.equals(word) { return true }
      number &+= 1
    }
  }

  /// Writes the line as the monitor has it: `vm` before what is asked of a VM. What it does not have is written as a command
  /// with the same arguments.
  static func translate(_ line: RawSpan, to words: inout ToolLine) -> Special {
    let first = line.word(0)
    let special = special(line)
    var rest = 1
    switch special {
    case .none:
      if isIn("list start stop restart switch-over pause resume destroy ", first) {
        words.append("vm ")
      }
      words.append(first)
    case .information, .console: words.append("vm pause")
    case .trace: words.append(line.word(1).byteCount > 0 ? "vm pause" : "top")
    case .health, .resources: words.append("top")
    case .machineNames, .poolNames, .channels:
      words.append("top")
      rest = 2
    }
    while line.word(rest).byteCount > 0 {
      words.append(" ")
      words.append(line.word(rest))
      rest &+= 1
    }
    return special
  }

  private static func special(_ line: RawSpan) -> Special {
    let first = line.word(0)
    let second = line.word(1)
    if first.equals("info") { return .information }
    if first.equals("console") { return .console }
    if first.equals("trace") { return .trace }
    if first.equals("health") { return .health }
    if first.equals("resources") { return .resources }
    if first.equals("channel"), second.equals("list") { return .channels }
    if first.equals("names"), second.equals("pool") { return .poolNames }
    if first.equals("names"), second.equals("vm") { return .machineNames }
    return .none
  }
}
