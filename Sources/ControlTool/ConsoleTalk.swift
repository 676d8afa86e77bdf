internal import Core

/// How far somebody is at a VM's console.
struct ConsoleTalk: ~Copyable {
  let machine: Int
  /// Somebody sits there, who wants to see what was before. Else a file is typed, and what comes is the answer to it.
  let isTerminal: Bool
  var keys: TypedKeys
  /// Of the next byte.
  private(set) var position: UInt64
  /// Of the VM's first byte; nil before anything was read. Where it changes the VM is another one.
  private(set) var origin: UInt64?
  /// Bytes that nobody can read any more before the last piece.
  private(set) var missed: UInt64 = 0
  /// The file is at its end.
  var hasEnded = false
  /// Milliseconds since anything went to the VM or came from it.
  var idle: UInt64 = 0

  /// Milliseconds that a file waits for a VM that takes nothing.
  static var patience: UInt64 { 10_000 }

  init(machine: Int, isTerminal: Bool) {
    self.machine = machine
    self.isTerminal = isTerminal
    keys = TypedKeys(hasEscape: isTerminal)
    // What is asked for from behind the end begins at the end.
    position = isTerminal ? 0 : .max
  }

  /// Takes the next piece. False where it is another VM's.
  mutating func follow(_ piece: ConsoleRecord) -> Bool {
    if let origin, origin != piece.origin { return false }
    missed = origin == nil ? 0 : piece.position &- min(piece.position, position)
    origin = piece.origin
    position = piece.next
    return true
  }
}
