internal import ChannelDevice
internal import Channels

/// The lines of a program, by the number of their channel.
struct TerminalLines<Memory: ChannelMemory & ~Copyable>: ~Copyable {
  private var lines = InlineArray<32, TerminalLine<Memory>?> { _ in nil }

  /// False where the ring cannot be.
  mutating func open(
    _ number: Int, _ memory: consuming Memory, own: ChannelHalf, peer: ChannelHalf, other: UInt32
  ) -> Bool {
    guard let line = TerminalLine(memory, own: own, peer: peer, other: other) else { return false }
    lines[number] = consume line
    return true
  }

  /// What the line of that number does, if there is one.

  mutating func step<Board: TerminalBoard & ~Copyable>(_ number: Int, _ board: inout Board) -> Bool
  {
    lines[number]?.step(&board, number) ?? false
  }

  mutating func prepareToWait<Board: TerminalBoard & ~Copyable>(
    _ number: Int, _ board: inout Board, _ interest: inout TerminalInterest
  ) -> Bool {
    lines[number]?.prepareToWait(&board, number, &interest) ?? true
  }

  mutating func takeTrouble(_ number: Int) -> TerminalLine<Memory>.Trouble {
    lines[number]?.takeTrouble() ?? .none
  }
}
