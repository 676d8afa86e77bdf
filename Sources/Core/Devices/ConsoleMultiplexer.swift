/// Shares one physical UART between the hypervisor and all VMs.
///
/// **Line mode**: each line of a VM is shown whole, as `[name] line`, the hypervisor's own as
/// `martlet: line`. Lines of different origin meet only at line ends. A line that stays without end
/// for a while, such as a prompt, is shown as far as it goes, and continued in place as long as
/// nothing else has to be shown; otherwise the terminal's line is ended and the rest appears behind
/// a new prefix. Control characters and terminal sequences are filtered out, except tab, carriage
/// return and backspace within the own text: a VM cannot write over another one's prefix, and every
/// line on the wire that does not start with `[` comes from the hypervisor.
///
/// **Raw mode**: the VM in focus has the terminal to itself; the hypervisor's lines are still shown.
/// The output of the others stays in their rings; when a ring gets full its oldest bytes are thrown
/// away and counted, so that no VM waits for its console for ever, and a change of focus tells how
/// many were lost.
///
/// **Rate**: each VM has a byte budget that grows with the counter. A VM beyond it is passed over;
/// its ring fills up and its UART says "full" until there is budget again. VMs take turns, line by
/// line, so one that floods its console delays another by one piece at most.
///
/// ## Cores
///
/// Producers are the cores that run the VMs: a store to a virtual UART's DR puts one byte into the
/// ring of that VM, under the lock of that VM's UART, which no other VM ever takes. The log of each
/// core has that core as its producer. None of them waits here.
///
/// This type is the consumer of all those rings and the user of the physical UART. It is entered by
/// one core at a time, which `ConsoleGate` sees to without waiting: a core that finds it busy leaves
/// a mark and goes on. Any core may be the one inside; the machine decides which cores do it on
/// behalf of others. One call writes `ConsolePolicy.bytesPerCall` bytes at most.
///
/// No tail is lost: what is left when a call ends is either waiting for a line end or budget, and
/// `ConsoleOutcome.deadline` says when to come back; or for the physical UART, whose transmit
/// interrupt is then enabled; or it came while the drainer was inside, and left a mark at the gate.
/// The producers' urgency says when the drainer must be entered: `now` enter the gate, `soon` see
/// that some timer will, within `ConsolePolicy.quietTime`.
public struct ConsoleMultiplexer<let machineCount: Int>: ~Copyable {
  var policy: ConsolePolicy
  var views = InlineArray<machineCount, ConsoleView>(repeating: ConsoleView())
  var staging = ConsoleStaging()

  /// Whose unfinished line the terminal's cursor is in: a VM, or none at the start of a line.
  var openLine: Int?
  /// The source to be served next: cores first, then VMs.
  var turn = 0

  /// The VM that typed bytes go to.
  public private(set) var focus: Int
  /// Raw mode instead of line mode.
  public private(set) var isRaw: Bool
  /// The escape byte was typed; the next byte is a command.
  var commandFollows = false
  var message = Message.none
  /// The VM whose channel is marked as watched; negative for none.
  var eagerMachine = -1
  #if MARTLET_SHARING
    var prompt = CommandPrompt()
  #endif

  /// Something that the console itself has to say.
  enum Message: UInt8 {
    case none, help, focus, lineMode, noSuchMachine
  }

  /// A console with no VM yet. `focus` is a VM's index.
  public init(policy: ConsolePolicy, focus: Int, isRaw: Bool) {
    precondition(machineCount > 0 && machineCount <= 64)
    self.policy = policy
    self.focus = focus >= 0 && focus < machineCount ? focus : 0
    self.isRaw = isRaw
  }

  /// Makes VM `machine` known under `name`, cut to 32 bytes, with a full budget.
  public mutating func addMachine(_ machine: Int, name: Span<UInt8>, now: UInt64) {
    precondition(machine >= 0 && machine < machineCount)
    let length = min(name.count, 32)
    for index in 0..<length { views[machine].name[index] = name[index] }
    views[machine].nameLength = length
    views[machine].isPresent = true
    views[machine].credit = policy.burst
    views[machine].creditTime = now
  }

  #if MARTLET_SERVICE
    /// Forgets VM `machine`, whose UART is silent, and what it still had to say. Inside the gate.
    public mutating func removeMachine<let coreCount: Int>(
      _ machine: Int, rings: borrowing ConsoleRings<machineCount, coreCount>
    ) {
      precondition(machine >= 0 && machine < machineCount)
      if openLine == machine { endOpenLine() }
      if eagerMachine == machine { watchNobody(rings) }
      let output = rings.channels[machine].output.count
      _ = rings.channels[machine].output.discardOldest(output)
      while rings.channels[machine].input.pop() != nil {}
      rings.channels[machine].restart()
      views[machine] = ConsoleView()
    }
  #endif

  mutating func setFocus(_ machine: Int) {
    focus = machine
  }

  mutating func toggleMode() {
    isRaw.toggle()
  }
}
