import Scenario

/// Commands to the monitor at random, but always the same ones for a seed. They may be refused; no VM stays paused, and
/// none stays where others come first, for more than `longest` commands.
struct RandomChanges {
  /// VMs; pools by scheduler; the cores that may move.
  private let machines: [String]
  /// Of the VMs.
  private let restarted: [String]
  private static let pools = ["general", "urgent", "single"]
  private static let cores = 0..<5
  private static let longest = 25

  private var random: SplitMix
  private var number = 0
  /// By VM: which command made it so.
  private var paused: [String: Int] = [:]
  private var away: [String: Int] = [:]

  /// Of VMs that lose what they are at no time, and of those that may be restarted.
  init(seed: UInt64, kept: [String], restarted: [String]) {
    random = SplitMix(seed: seed)
    machines = kept + restarted
    self.restarted = restarted
  }

  mutating func next() -> String {
    number += 1
    if let late = first(of: paused) {
      paused[late] = nil
      return "vm resume \(late)"
    }
    if let late = first(of: away) {
      away[late] = nil
      return "vm move \(late) general"
    }
    let machine = pick(machines)
    switch Int.random(in: 0..<100, using: &random) {
    case 0..<15:
      paused[machine] = paused[machine] ?? number
      return "vm pause \(machine)"
    case 15..<30:
      let machine = paused.keys.min() ?? machine
      paused[machine] = nil
      return "vm resume \(machine)"
    case 30..<60:
      let pool = pick(Self.pools)
      away[machine] = pool == "urgent" ? number : nil
      return "vm move \(machine) \(pool)"
    case 60..<68: return "vm weight \(machine) \(Int.random(in: 50...500, using: &random))"
    case 68..<74:
      // Who spins does so at the lowest.
      let priority = ["registers", "spin"].contains(machine) ? 10 : 100
      return
        "vm priority \(machine) \(priority + Int.random(in: 0...2, using: &random))"
    case 74..<82:
      let budget = ["none", "4ms 10ms", "2500us 5ms", "15ms 20ms"]
      return "vm budget \(machine) \(pick(budget))"
    case 82..<94:
      let core = Int.random(in: Self.cores, using: &random)
      return "pool move-core \(core) \(pick(Self.pools))"
    default: return "vm restart \(pick(restarted))"
    }
  }

  /// What makes an end of all that it left behind.
  var ending: [String] {
    machines.flatMap {
      ["vm resume \($0)", "vm move \($0) general", "vm budget \($0) none", "vm weight \($0) 100"]
    }
  }

  private func first(of machines: [String: Int]) -> String? {
    machines.filter { number - $0.value > Self.longest }.keys.min()
  }

  private mutating func pick(_ words: [String]) -> String {
    words.randomElement(using: &random) ?? ""
  }
}
