internal import Core

/// The program that runs in the service VM: one command line, and what came of it. The exit codes are those of `martlet`.
public struct ControlTool<Console: ControlConsole & ~Copyable>: ~Copyable {
  var console: Console
  var arguments: ToolArguments
  var inventory = Inventory()
  /// Of an answer with several objects: the next is not the first.
  var isInside = false

  static var done: Int32 { 0 }
  /// The command line is wrong.
  static var wrong: Int32 { 1 }
  /// There is no device, or none that can be talked to.
  static var missing: Int32 { 2 }
  /// The hypervisor did not do it.
  static var refused: Int32 { 3 }

  /// `arguments` are those of the command, each with a zero byte behind it. `open` finds the device.
  public static func run<Board: ControlBoard & ~Copyable>(
    _ arguments: RawSpan, _ console: consuming Console,
    open: () throws(ControlFailure) -> Board
  ) -> Int32 {
    var complaint = ToolLine()
    let read = ToolArguments(arguments, &complaint)
    var tool = ControlTool(console: console, arguments: read)
    if complaint.count > 0 { return tool.fail(&complaint, wrong) }
    if let code = tool.answerAlone() { return code }
    do throws(ControlFailure) {
      var link = try ControlLink.open(try open())
      try tool.inventory.read(&link)
      return try tool.answer(&link)
    } catch {
      complaint.append(error.sentence)
      return tool.fail(&complaint, missing)
    }
  }

  /// What needs no device; nil where it needs one.
  private mutating func answerAlone() -> Int32? {
    var line = ToolLine()
    if arguments.wantsVersion {
      line.append("martletctl, control device version 1.4")
      print(&line)
      return Self.done
    }
    var word = TextBuffer<32>()
    var shell = TextBuffer<32>()
    arguments.line.withText {
      word.append($0.raw.word(0))
      shell.append($0.raw.word(1))
    }
    if arguments.wantsHelp || word.count == 0 || word.withText({ $0.raw.equals("help") }) {
      help()
      return Self.done
    }
    if word.withText({ $0.raw.equals("completion") }) {
      if shell.withText({ complete($0.raw) }) { return Self.done }
      line.append("behind completion goes a shell: bash, zsh or fish")
      return fail(&line, Self.wrong)
    }
    if word.withText({ $0.raw.equals("create") }) {
      if arguments.path.count > 0, arguments.line.withText({ $0.raw.equals("create FILE") }) {
        return nil
      }
      line.append("behind create goes the file of one VM package")
      return fail(&line, Self.wrong)
    }
    if word.withText({ $0.raw.equals("memory") }) {
      if memorySize() != nil { return nil }
      line.append("behind memory goes `give SIZE`, whole blocks of 2 MiB such as 64MiB, or `back`")
      return fail(&line, Self.wrong)
    }
    if word.withText({ ToolUsage.isCommand($0.raw) }) { return nil }
    line.append("no command \"")
    word.withText { line.append($0.raw) }
    line.append("\"; `martletctl help` lists what there is")
    return fail(&line, Self.wrong)
  }

  private mutating func answer<Board: ControlBoard & ~Copyable>(
    _ link: inout ControlLink<Board>
  ) throws(ControlFailure) -> Int32 {
    if arguments.path.count > 0 { return try create(&link) }
    if let size = memorySize() { return try changeMemory(size, &link) }
    var words = ToolLine()
    let special = arguments.line.withText { ToolUsage.translate($0.raw, to: &words) }
    var complaint = LogLine()
    let input = words.withText { CommandLanguage.parse($0.raw, &inventory, &complaint) }
    guard case .call(let call) = input else {
      var line = ToolLine()
      // The column is that of a line that nobody typed.
      complaint.withText { line.append($0.raw.behindColumn) }
      return fail(&line, Self.wrong)
    }
    switch special {
    case .health: return try listHealth(&link)
    case .resources: return try showResources(&link)
    case .machineNames: return listNames(ofPools: false)
    case .poolNames: return listNames(ofPools: true)
    case .channels: return try listChannels(&link)
    case .information:
      if case .pause(let machine) = call { return show(machine) }
    case .console:
      if case .pause(let machine) = call { return try showConsole(of: machine, &link) }
    case .trace:
      if case .pause(let machine) = call { return try showTrace(of: machine, &link) }
      return try showTrace(of: nil, &link)
    case .none: break
    }
    switch call {
    case .listMachines: return listMachines()
    case .listVirtualCPUs: return try listVirtualCPUs(&link)
    case .listPools: return listPools()
    case .showLoad: return try listLoad(&link)
    case .listEvents: return try listEvents(&link)
    case .destroy(let machine): return try destroy(machine, &link)
    default: break
    }
    return report(try link.ask(.management(call), as: DescriptionRecord.self) { _, _ in })
  }

  /// What became of a change.
  mutating func report(_ status: ManagementStatus) -> Int32 {
    var line = ToolLine()
    if arguments.wantsJSON {
      line.append("{")
      line.append(key: "status", UInt64(status.rawValue))
      line.append(key: "message", text: status.sentence.bytes)
      line.append("}")
      print(&line)
      return status == .done ? Self.done : Self.refused
    }
    if status == .done {
      line.append("done")
      print(&line)
      return Self.done
    }
    line.append("not done: ")
    line.append(status.sentence)
    return fail(&line, Self.refused)
  }

  // Output.

  mutating func print(_ line: inout ToolLine) {
    line.append(byte: 0x0A)
    line.withText { console.print($0.raw) }
    line.removeAll()
  }

  mutating func print(_ text: StaticString) {
    console.print(text.bytes)
    console.print(("\n" as StaticString).bytes)
  }

  /// Complains, and gives the code back.
  mutating func fail(_ line: inout ToolLine, _ code: Int32) -> Int32 {
    console.complain(of: "martletctl", &line)
    return code
  }

  /// The first line of a table. Objects have none.
  mutating func printHead(_ first: StaticString, _ rest: StaticString, at column: Int) {
    guard !arguments.wantsJSON else { return }
    var line = ToolLine()
    line.append(first)
    line.move(to: column)
    line.append(rest)
    print(&line)
  }

  // JSON: a list of objects.

  mutating func beginList() {
    guard arguments.wantsJSON else { return }
    var line = ToolLine()
    line.append("[")
    line.withText { console.print($0.raw) }
    isInside = false
  }

  /// An object without its braces.
  mutating func printObject(_ members: inout ToolLine) {
    var line = ToolLine()
    line.append(isInside ? ",\n{" : "\n{")
    members.withText { line.append($0.raw) }
    line.append("}")
    line.withText { console.print($0.raw) }
    isInside = true
  }

  mutating func endList() {
    if arguments.wantsJSON { print("\n]") }
  }
}

extension RawSpan {
  /// A complaint of the monitor's without the place in the line.
  fileprivate var behindColumn: RawSpan {
    @_lifetime(copy self)
    get {
      guard part(0, count: min(7, byteCount)).equals("column ") else { return self }
      var index = 7
      while let byte = byte(at: index), byte != 0x20 { index &+= 1 }
      return index < byteCount ? part(index &+ 1, count: byteCount &- index &- 1) : self
    }
  }
}
