/// Time windows: a major frame that repeats, in which each VM has windows of its own. As ARINC 653 has it.
///
/// Guarantee: in its windows a VM has the cores for itself, and outside them nothing, whatever the others do. Only where
/// slack is donated, time that the window's VM does not want goes to the others in turn, and is taken back at once.
public struct TimePartition: SchedulingPolicy, ~Copyable {
  /// A stretch of the major frame that belongs to one VM. `start` counts from the frame's beginning.
  public struct Window: BitwiseCopyable, Sendable, Equatable {
    public var start: UInt64
    public var length: UInt64
    /// Index of the VM.
    public var machine: Int

    public init(start: UInt64, length: UInt64, machine: Int) {
      self.start = start
      self.length = length
      self.machine = machine
    }
  }

  public static var mostWindows: Int { 32 }

  /// What is wrong with a list of windows.
  public enum WindowError: Error, Equatable {
    case tooMany
    case empty(index: Int)
    /// It begins before the one before it ends, or ends after the frame does.
    case doesNotFit(index: Int)
  }

  private let frame: UInt64
  /// When some frame begins.
  private let origin: UInt64
  private let donatesSlack: Bool
  private let quantum: UInt64
  private var windows = InlineArray<32, Window>(
    repeating: Window(start: 0, length: 0, machine: -1))
  private var count = 0
  private var machines = InlineArray<32, Int>(repeating: -1)
  private var order = TurnOrder()
  /// The window, or the gap between two, that was found last.
  private var known: (begin: UInt64, end: UInt64, machine: Int?) = (0, 0, nil)

  /// A frame of so many ticks, not zero. `quantum`: how long one of several virtual cores of the same VM may run in a row.
  public init(frame: UInt64, origin: UInt64, quantum: UInt64, donatesSlack: Bool) {
    self.frame = max(frame, 1)
    self.origin = origin
    self.quantum = max(quantum, 1)
    self.donatesSlack = donatesSlack
  }

  /// Adds the next window; windows come in the order of their start.
  public mutating func append(_ window: Window) throws(WindowError) {
    guard count < Self.mostWindows else { throw .tooMany }
    guard window.length > 0 else { throw .empty(index: count) }
    let earliest = count == 0 ? 0 : windows[count &- 1].start &+ windows[count &- 1].length
    guard window.start >= earliest, window.start <= frame, window.length <= frame &- window.start
    else { throw .doesNotFit(index: count) }
    windows[count] = window
    count &+= 1
    known = (0, 0, nil)
  }

  /// Whether some window is the VM's.
  public mutating func hasWindow(of machine: Int) -> Bool {
    for index in 0..<count where windows[index].machine == machine { return true }
    return false
  }

  /// Says whose virtual core this is.
  public mutating func set(_ virtualCPU: Int, machine: Int) { machines[virtualCPU & 31] = machine }

  /// Whose window it is, if it is any VM's, and when that ends or the next window begins.
  public mutating func window(at now: UInt64) -> (machine: Int?, end: UInt64) {
    // Asked for again and again at the same time.
    if now >= known.begin, now < known.end { return (known.machine, known.end) }
    let place = now >= origin ? (now &- origin) % frame : frame &- 1 &- (origin &- now &- 1) % frame
    var machine: Int?
    var begin: UInt64 = 0
    var end = frame
    for index in 0..<count {
      let window = windows[index]
      if place < window.start {
        end = window.start
        break
      }
      begin = window.start
      if place &- window.start < window.length {
        machine = window.machine
        end = window.start &+ window.length
        break
      }
      begin &+= window.length
    }
    known = (now &- min(now, place &- begin), now.addingSaturated(end &- place), machine)
    return (machine, known.end)
  }

  private mutating func owns(_ virtualCPU: Int, _ now: UInt64) -> Bool {
    machines[virtualCPU & 31] == window(at: now).machine
  }

  public mutating func wake(_ virtualCPU: Int, cores: UInt32, now: UInt64) {
    order.requeue(virtualCPU)
  }

  public mutating func block(_ virtualCPU: Int, now: UInt64) {}

  public mutating func charge(_ virtualCPU: Int, _ ticks: UInt64, core: Int, now: UInt64) {
    order.charge(virtualCPU, ticks, quantum: quantum)
  }

  public mutating func choose(among candidates: UInt32, core: Int, now: UInt64) -> Int? {
    let machine = window(at: now).machine
    var own: UInt32 = 0
    var numbers = VirtualCPUNumbers(candidates)
    while let one = numbers.next() {
      if machines[one] == machine { own |= 1 &<< UInt32(one) }
    }
    return order.first(of: own) ?? (donatesSlack ? order.first(of: candidates) : nil)
  }

  public mutating func isEligible(_ virtualCPU: Int, now: UInt64) -> Bool {
    donatesSlack || owns(virtualCPU, now)
  }

  public mutating func precedes(_ virtualCPU: Int, _ other: Int, now: UInt64) -> Bool {
    owns(virtualCPU, now) && !owns(other, now)
  }

  public mutating func end(of virtualCPU: Int, waiting: UInt32, now: UInt64) -> UInt64 {
    let (machine, end) = window(at: now)
    let isOwn = machines[virtualCPU & 31] == machine
    var numbers = VirtualCPUNumbers(waiting)
    while let other = numbers.next() {
      // Equals: of the window's VM, or all that live on slack.
      if (machines[other] == machine) == isOwn, isOwn || donatesSlack {
        return min(end, now.addingSaturated(order.left(of: virtualCPU, quantum: quantum)))
      }
    }
    return end
  }

  public mutating func nextStart(among candidates: UInt32, now: UInt64) -> UInt64 {
    candidates == 0 ? .max : window(at: now).end
  }
}
