/// A pseudo-terminal: what was written to it, and what a reader finds.
final class FakeTerminal {
  /// Written to the slave, not yet taken.
  var typed: [UInt8] = []
  /// Given to who reads the slave.
  private(set) var shown: [UInt8] = []
  /// How many bytes it takes in all until somebody reads.
  var room = Int.max
  /// The most that goes in or out at once.
  var portion = Int.max

  func get(_ count: Int) -> [UInt8] {
    let taken = typed.prefix(min(count, portion))
    typed.removeFirst(taken.count)
    return Array(taken)
  }

  func put(_ bytes: [UInt8]) -> Int {
    let count = min(bytes.count, portion, room - min(shown.count, room))
    shown += bytes.prefix(count)
    return count
  }
}
