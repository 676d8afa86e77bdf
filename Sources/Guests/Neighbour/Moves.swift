internal import CGuestSupport
internal import GuestSupport

/// How long a move of the whole VM to another pool keeps its CPUs from running. The VM moves itself, by a hook that test
/// images of Martlet have, so that nobody else executes anything meanwhile.
enum Moves {
  /// Test hook 6.
  private static let function: UInt64 = 0xc600_0f06
  /// How often the first CPU is back from a move.
  private static var round: SharedWord { SharedWord(16) }

  /// The longest time between two looks of another CPU since the last move before this one, and the round of its last look.
  private static func longestGap(_ cpu: Int) -> SharedWord { SharedWord(24 &+ cpu) }
  private static func look(_ cpu: Int) -> SharedWord { SharedWord(32 &+ cpu) }

  private static var cpusAreAwake: Bool { BootArguments.says("others", "spin") }

  /// Goes round through so many pools, and reports for each what moving there took.
  static func run(rounds: UInt64, pools: UInt64) {
    for cpu in 1..<Int(max(2, Platform.cpuCount)) where UInt64(cpu) < Platform.cpuCount {
      PowerControl.startCPU(cpu)
    }
    // The others are where they stay.
    GenericTimer.physical.spin(microseconds: 2000)
    for target in 0..<pools { report(target, rounds: rounds, pools: pools) }
  }

  /// Of one target, so that the figures need no memory: moves to the others in between do not count.
  private static func report(_ target: UInt64, rounds: UInt64, pools: UInt64) {
    var shortest = UInt64.max
    var longest: UInt64 = 0
    var others: UInt64 = 0
    var refused: UInt64 = 0
    var place = target
    for step in 0..<(rounds &* pools) {
      // From each other pool in turn.
      let from = (target &+ 1 &+ step % max(1, pools &- 1)) % pools
      if place != from { refused &+= move(to: from).status }
      settle()
      let moved = move(to: target)
      place = target
      refused &+= moved.status
      shortest = min(shortest, moved.pause)
      longest = max(longest, moved.pause)
      others = max(others, settle())
    }
    say("neighbour: moved to=").decimal(target).text(" moves=").decimal(rounds &* pools)
      .text(" refused=").decimal(refused).text(" pause=").decimal(shortest).text("-")
      .decimal(longest).text(" others=").decimal(others).end()
  }

  private static func move(to pool: UInt64) -> (status: UInt64, pause: UInt64) {
    let start = GenericTimer.physical.counter
    let status = guest_hvc(function, pool, 0, 0).x0
    return (status, GenericTimer.physical.counter &- start)
  }

  /// Waits until each of the others has looked after the last move; the longest gap of any of them.
  @discardableResult
  private static func settle() -> UInt64 {
    round.add(1)
    var longest: UInt64 = 0
    guard cpusAreAwake else {
      GenericTimer.physical.spin(microseconds: 100)
      return 0
    }
    for cpu in 1..<Int(max(2, Platform.cpuCount)) where UInt64(cpu) < Platform.cpuCount {
      while look(cpu).value != round.value {}
      longest = max(longest, longestGap(cpu).value)
    }
    return longest
  }

  /// What another CPU does.
  static func accompany(_ cpu: Int) -> Never {
    guard cpusAreAwake else { while true { guest_wait_for_interrupt() } }
    var last = GenericTimer.physical.counter
    var longest: UInt64 = 0
    while true {
      let now = GenericTimer.physical.counter
      longest = max(longest, now &- last)
      last = now
      let current = round.value
      guard look(cpu).value != current else { continue }
      longestGap(cpu).value = longest
      guest_memory_barrier()
      look(cpu).value = current
      longest = 0
    }
  }
}
