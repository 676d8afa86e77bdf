/// Conducts a run: tells the console's writers apart, follows the script, keeps the log, and ends the
/// machine when everything is done or time is up.
public struct RunSession {
  public struct Options: Sendable {
    /// VM names in the order of their console digits.
    public var names: [String]
    /// The byte that starts a console command.
    public var escape: UInt8
    /// Index of the VM that is typed to at first.
    public var focus: Int
    /// Whether the console starts in raw mode.
    public var isRaw: Bool
    /// Whether a person is there: output is passed on as it is, and the end is theirs to choose.
    public var isInteractive: Bool
    public var timeout: Duration
    /// Time for the machine to report and power off once everything is done.
    public var farewell: Duration
    /// The VM whose shell `martlet ctl` types to.
    public var service: String?
    /// Whether the run goes on until `martlet ctl` or a signal ends it.
    public var isServed = false

    public init(
      names: [String], escape: UInt8 = 0x14, focus: Int = 0, isRaw: Bool = false,
      isInteractive: Bool = false, timeout: Duration = .seconds(600),
      farewell: Duration = .seconds(20)
    ) {
      self.names = names
      self.escape = escape
      self.focus = focus
      self.isRaw = isRaw
      self.isInteractive = isInteractive
      self.timeout = timeout
      self.farewell = farewell
    }
  }

  /// The key that ends an interactive run at once: Ctrl-].
  static let leaveKey: UInt8 = 0x1D

  private let options: Options
  private var script: RunScript
  private var demultiplexer: ConsoleDemultiplexer
  private var report: RunReport
  private var lines: [ConsoleLine] = []
  /// The key of the VM or monitor that is typed to, where that is known.
  private var focus: UInt8?
  /// The part of the unfinished line that the script has seen.
  private var shown: ConsoleLine?
  /// The keys of VMs that were created while the machine runs, and what is to be typed to some that are not there yet.
  private var createdKeys: [String: UInt8] = [:]
  private var held: [RunStep] = []
  private var dialogue: ShellDialogue?
  private var dialogues = 0
  private let log: RunLog?
  private let output: ([UInt8]) -> Void

  /// `output` gets what the person is to see.
  public init(
    options: Options, script: RunScript, log: RunLog? = nil,
    output: @escaping ([UInt8]) -> Void
  ) {
    self.options = options
    self.script = script
    self.log = log
    self.output = output
    focus = Self.key(of: options.focus)
    report = RunReport(names: options.names)
    demultiplexer = ConsoleDemultiplexer(
      names: options.names,
      rawFocus: options.isRaw && options.names.indices.contains(options.focus)
        ? options.names[options.focus] : nil)
  }

  /// Runs until the machine has ended, which it has on return. `now` is the time since any fixed
  /// moment.
  public mutating func run(
    _ machine: inout some MachineConnection, now: () -> Duration
  ) -> RunResult {
    let start = now()
    var farewellAt: Duration?
    var answerAt: Duration?
    var outcome: RunResult.Outcome?
    for step in script.start() { carryOut(step, on: &machine) }
    while outcome == nil {
      switch machine.wait(milliseconds: 200) {
      case .output(let bytes):
        receive(bytes, from: &machine)
      case .typed(let bytes):
        if let leave = bytes.firstIndex(of: Self.leaveKey) {
          machine.type([UInt8](bytes[..<leave]))
          outcome = .interrupted
        } else {
          // The person may change the focus; the script must choose it anew before it types.
          if bytes.contains(options.escape) { focus = nil }
          machine.type(bytes)
        }
      case .commanded(let command) where command.powersOff:
        machine.answer(RemoteAnswer(output: "", status: 0))
        machine.type([options.escape, UInt8(ascii: "q")])
        farewellAt = now() + options.farewell
      case .commanded(let command):
        begin(command, on: &machine)
        answerAt = now() + .seconds(command.seconds)
      case .ended(let status):
        outcome = status != 0 ? .failed(status: status) : verdictAtEnd
      case .interrupted:
        outcome = .interrupted
      case .nothing:
        break
      }
      guard outcome == nil else { break }
      if let at = answerAt, dialogue != nil, now() >= at {
        giveUp(on: &machine)
      }
      if let farewellAt {
        // Everything was done; a machine that does not power off in time is a matter of its own.
        if now() >= farewellAt { outcome = .done }
      } else if options.isServed {
        continue
      } else if isComplete, !options.isInteractive {
        machine.type([options.escape, UInt8(ascii: "q")])
        farewellAt = now() + options.farewell
      } else if now() - start >= options.timeout, !options.isInteractive {
        outcome = .timedOut
      }
    }
    if dialogue != nil { machine.answer(RemoteAnswer(problem: "the machine has ended")) }
    machine.end()
    if let last = demultiplexer.pending { record(last) }
    let untyped = held.map { "\($0.machine) was not there to be typed to" }
    return RunResult(
      outcome: outcome ?? .ended, missing: script.missing + untyped, report: report, lines: lines)
  }

  /// Everything was seen and typed.
  private var isComplete: Bool { script.isComplete && held.isEmpty }

  private var verdictAtEnd: RunResult.Outcome {
    (!script.hasExpectations || script.isComplete) && held.isEmpty ? .done : .ended
  }

  private mutating func receive(
    _ bytes: [UInt8], from machine: inout some MachineConnection
  ) {
    log?.write(raw: bytes)
    if options.isInteractive { output(bytes) }
    for line in demultiplexer.feed(bytes) {
      record(line)
      if line.source == .hypervisor, let created = ConsoleDemultiplexer.created(by: line.text) {
        createdKeys = createdKeys.filter { $0.value != created.key }
        createdKeys[created.name] = created.key
        let steps = held
        held = []
        for step in steps { carryOut(step, on: &machine) }
      }
      if let service = options.service, line.source == .machine(service),
        let answer = dialogue?.see(line.text, continues: line.continues)
      {
        dialogue = nil
        machine.answer(answer)
      }
      follow(line, on: &machine)
      shown = nil
    }
    if let pending = demultiplexer.pending {
      follow(pending, on: &machine)
      shown = pending
    }
  }

  private mutating func begin(_ command: RemoteCommand, on machine: inout some MachineConnection) {
    guard let service = options.service else {
      machine.answer(RemoteAnswer(problem: "the scenario has no VM with `role: service`"))
      return
    }
    dialogues += 1
    let dialogue = ShellDialogue(command, number: dialogues)
    self.dialogue = dialogue
    carryOut(.send(machine: service, bytes: dialogue.typed), on: &machine)
  }

  private mutating func giveUp(on machine: inout some MachineConnection) {
    guard let dialogue, let service = options.service else { return }
    self.dialogue = nil
    carryOut(.send(machine: service, bytes: [0x03]), on: &machine)
    machine.answer(
      RemoteAnswer(
        problem:
          "\(service) did not answer within \(dialogue.command.seconds) seconds; is it at the"
          + " prompt of a shell, with martletctl?"))
  }

  private mutating func record(_ line: ConsoleLine) {
    if line.continues, let begun = lines.lastIndex(where: { $0.source == line.source }) {
      lines[begun].text += line.text
    } else {
      lines.append(line)
    }
    log?.write(line)
    report.see(line)
    guard !options.isInteractive else { return }
    let prefix =
      switch line.source {
      case .machine(let name): line.continues ? "[\(name)]+ " : "[\(name)] "
      case .hypervisor: "martlet: "
      case .board: ""
      }
    output([UInt8]((prefix + line.text + "\n").utf8))
  }

  /// Shows the script what is new in the line.
  private mutating func follow(
    _ line: ConsoleLine, on machine: inout some MachineConnection
  ) {
    let name: String
    switch line.source {
    case .machine(let machine): name = machine
    case .hypervisor: name = RunStep.hypervisor
    case .board: return
    }
    var text = line.text
    if let shown, shown.source == line.source, text.hasPrefix(shown.text) {
      text = String(text.dropFirst(shown.text.count))
    }
    guard !text.isEmpty else { return }
    for step in script.see(text, from: name) { carryOut(step, on: &machine) }
  }

  /// What is typed behind the escape byte to type to a VM, or to the monitor.
  private func key(of name: String) -> UInt8? {
    if name == RunStep.hypervisor { return UInt8(ascii: "m") }
    return options.names.firstIndex(of: name).flatMap(Self.key) ?? createdKeys[name]
  }

  private static func key(of index: Int) -> UInt8? { String(index, radix: 16).utf8.first }

  private mutating func carryOut(_ step: RunStep, on machine: inout some MachineConnection) {
    guard case .send(let name, let bytes) = step else { return }
    guard let key = key(of: name) else { return held.append(step) }
    if focus != key {
      machine.type([options.escape, key])
      focus = key
    }
    // An escape byte among the text is doubled, or it would be a command.
    machine.type(bytes.flatMap { $0 == options.escape ? [$0, $0] : [$0] })
  }
}
