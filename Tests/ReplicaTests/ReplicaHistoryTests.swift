import TestSupport
import Testing

@testable import Replica

/// Random histories: VMs and programs that end at any access, in any order, as long as one of the two is left that has all.
@Suite struct ReplicaHistoryTests {
  /// Goes on without danger until both are in sync, and answers come again.
  private static func recover(_ world: World) {
    world.danger = 0
    var rounds = 0
    let before = world.tally.answered
    while !world.isInSync || world.tally.answered < before + 10, rounds < 20_000 {
      world.round()
      rounds += 1
    }
    #expect(world.isInSync && world.tally.answered >= before + 10, "after \(rounds) rounds")
  }

  @Test(arguments: 0..<40) func nothingThatWasAnsweredIsLost(group: UInt64) {
    var switches = 0
    var again: UInt64 = 0
    for seed in 0..<25 as Range<UInt64> {
      let world = World(seed: group << 32 | seed)
      for _ in 0..<4 {
        Self.recover(world)
        world.danger = [50, 200, 1000, 5000][Int(world.random.next() % 4)]
        for _ in 0..<200 {
          world.round()
          if world.chance(400) { world.endClient() }
        }
      }
      Self.recover(world)
      #expect(world.tally.isRight, "group \(group), seed \(seed): \(world.tally)")
      #expect(world.incomplete == 0, "group \(group), seed \(seed)")
      for index in 0..<64 {
        let values = (0..<2).map { world.counter(index, of: $0) }
        #expect(values[0] == values[1], "group \(group), seed \(seed): counter \(index)")
      }
      switches += world.switches
      again += world.tally.again
    }
    #expect(switches > 50 && again > 25, "\(switches) switch-overs, \(again) sent again")
  }
}
