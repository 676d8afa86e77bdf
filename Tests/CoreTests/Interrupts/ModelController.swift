/// An independent GICv3 to compare with: one object for each interrupt, every rule written as the
/// specification words it (IHI 0069, chapters 4 and 12), no list registers, no bit tricks.
final class ModelController {
  final class Interrupt {
    let intid: Int
    var isEnabled = false
    var latch = false
    var line = false
    var isActive = false
    var isGroup1 = false
    var isEdge: Bool
    var priority = 0
    /// The core it is private to, or routed to; nil if no core has the affinity.
    var target: Int?
    /// The core on which it is active.
    var activeCore = 0

    init(intid: Int, target: Int) {
      self.intid = intid
      self.target = target
      isEdge = intid < 16
    }

    var isPending: Bool { latch || (!isEdge && line) }
  }

  var group0 = false
  var group1 = false
  let privates: [[Interrupt]]
  let shared: [Interrupt]
  /// The priorities acknowledged on each core and not dropped.
  var running: [[Int]]

  init(cores: Int) {
    privates = (0..<cores).map { core in (0..<32).map { Interrupt(intid: $0, target: core) } }
    shared = (32..<288).map { Interrupt(intid: $0, target: 0) }
    running = Array(repeating: [], count: cores)
  }

  func interrupt(_ intid: Int, core: Int) -> Interrupt {
    intid < 32 ? privates[core][intid] : shared[intid - 32]
  }

  /// The interrupts of one register word: word 0 is private to `core`.
  func word(_ word: Int, core: Int) -> [Interrupt] {
    word == 0 ? privates[core] : Array(shared[(word - 1) * 32..<word * 32])
  }

  private func isDeliverable(_ interrupt: Interrupt) -> Bool {
    interrupt.isEnabled && interrupt.isPending && !interrupt.isActive
      && (interrupt.isGroup1 ? group1 : group0)
  }

  /// The priority of the most urgent interrupt that would be signalled to a core.
  func signalled(to core: Int) -> Int? {
    let candidates = (privates[core] + shared.filter { $0.target == core }).filter(isDeliverable)
    guard let best = candidates.map(\.priority).min() else { return nil }
    return best < (running[core].min() ?? 255) ? best : nil
  }

  /// Acknowledges this one; false if that would be wrong.
  func acknowledge(_ intid: Int, core: Int) -> Bool {
    let interrupt = interrupt(intid, core: core)
    guard isDeliverable(interrupt), interrupt.target == core,
      interrupt.priority == signalled(to: core)
    else { return false }
    interrupt.latch = false
    interrupt.isActive = true
    interrupt.activeCore = core
    running[core].append(interrupt.priority)
    return true
  }

  func end(_ intid: Int, core: Int) {
    if let best = running[core].min() {
      running[core].remove(at: running[core].firstIndex(of: best)!)
    }
    let interrupt = interrupt(intid, core: core)
    if interrupt.isActive && interrupt.activeCore == core { interrupt.isActive = false }
  }

  func setLine(_ intid: Int, core: Int, _ isHigh: Bool) {
    let interrupt = interrupt(intid, core: core)
    if isHigh && !interrupt.line && interrupt.isEdge { interrupt.latch = true }
    interrupt.line = isHigh
  }
}
