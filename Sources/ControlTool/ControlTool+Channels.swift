internal import Core

extension ControlTool where Console: ~Copyable {
  mutating func listChannels<Board: ControlBoard & ~Copyable>(
    _ link: inout ControlLink<Board>
  ) throws(ControlFailure) -> Int32 {
    printHead(
      "channel", "ends                      KiB     rung            parts", at: Self.firstEnd)
    beginList()
    let status = try link.ask(.listChannels, as: ChannelRecord.self) { record, _ in
      if arguments.wantsJSON { showObject(record) } else { show(record) }
    }
    endList()
    return status == .done ? Self.done : report(status)
  }

  private static var firstEnd: Int { 18 }

  private mutating func show(_ record: ChannelRecord) {
    var line = ToolLine()
    line.append(name: record.name)
    line.move(to: Self.firstEnd)
    append(end: record.first, isRunning: record.isFirstRunning, &line)
    line.append(" - ")
    append(end: record.second, isRunning: record.isSecondRunning, &line)
    line.move(to: Self.firstEnd &+ 26)
    line.append(decimal: record.size >> 10)
    line.move(to: Self.firstEnd &+ 34)
    line.append(decimal: record.firstRings)
    line.append(", ", decimal: record.secondRings)
    line.move(to: Self.firstEnd &+ 50)
    var number = 0
    while let part = record.part(number) {
      if number > 0 { line.append(", ") }
      line.append(decimal: part.size >> 10)
      line.append(Self.writers(part))
      number &+= 1
    }
    print(&line)
  }

  private static func writers(_ part: ChannelPart) -> StaticString {
    switch part.writers {
    case 0: " by none"
    case 1: " by first"
    case 2: " by second"
    default: " by both"
    }
  }

  /// A name, in brackets while the VM does not run; a hyphen for one that is hidden.
  private mutating func append(end: UInt8, isRunning: Bool, _ line: inout ToolLine) {
    guard end != ChannelRecord.hidden else { return line.append("-") }
    if !isRunning { line.append("(") }
    line.append(machine: Int(end), &inventory)
    if !isRunning { line.append(")") }
  }

  private mutating func showObject(_ record: ChannelRecord) {
    var line = ToolLine()
    line.append(key: "name", record.name)
    line.append(key: "index", UInt64(record.index))
    line.append(key: "size", record.size)
    line.append(key: "ends")
    line.append("[{")
    appendEnd(record.first, record.isFirstRunning, record.firstRings, &line)
    line.append("},{")
    appendEnd(record.second, record.isSecondRunning, record.secondRings, &line)
    line.append("}]")
    line.append(key: "parts")
    line.append("[")
    var number = 0
    while let part = record.part(number) {
      line.append(number > 0 ? ",{" : "{")
      line.append(key: "size", part.size)
      line.append(key: "writers")
      line.append(part.writers & 1 != 0 ? "[0" : "[")
      line.append(part.writers == 3 ? "," : "")
      line.append(part.writers & 2 != 0 ? "1]}" : "]}")
      number &+= 1
    }
    line.append("]")
    printObject(&line)
  }

  private mutating func appendEnd(
    _ end: UInt8, _ isRunning: Bool, _ rings: UInt64, _ line: inout ToolLine
  ) {
    if end == ChannelRecord.hidden {
      line.append(key: "vm")
      line.append("null")
      line.append(key: "running")
      line.append("null")
    } else {
      line.append(key: "vm", machine: Int(end), &inventory)
      line.append(key: "running")
      line.append(isRunning ? "true" : "false")
    }
    line.append(key: "rung", rings)
  }
}
