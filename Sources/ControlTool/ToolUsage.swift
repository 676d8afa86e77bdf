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
    var rest = 1
    var special = Special.none
    if first.equals("info") {
      special = .information
      words.append("vm pause")
    } else if first.equals("console") {
      special = .console
      words.append("vm pause")
    } else if first.equals("channel"), line.word(1).equals("list") {
      special = .channels
      words.append("top")
      rest = 2
    } else if first.equals("trace") {
      special = .trace
      words.append(line.word(1).byteCount > 0 ? "vm pause" : "top")
    } else if first.equals("health") {
      special = .health
      words.append("top")
    } else if first.equals("resources") {
      special = .resources
      words.append("top")
    } else if first.equals("names"), line.word(1).equals("pool") {
      special = .poolNames
      words.append("top")
      rest = 2
    } else if first.equals("names"), line.word(1).equals("vm") {
      special = .machineNames
      words.append("top")
      rest = 2
    } else if isIn("list start stop restart switch-over pause resume destroy ", first) {
      words.append("vm ")
      words.append(first)
    } else {
      words.append(first)
    }
    while line.word(rest).byteCount > 0 {
      words.append(" ")
      words.append(line.word(rest))
      rest &+= 1
    }
    return special
  }
}
