public import ChannelDevice
public import Core

/// The channels of this machine and their terminals, as a program sees them. Channels go by their number.
public protocol TerminalBoard: ChannelBoard, ~Copyable {
  /// Where the channel is on its bus.
  mutating func place(_ channel: Int, _ text: inout TextBuffer<16>)
  /// Makes the channel's terminal, and a link to it of that name.
  mutating func makeTerminal(_ channel: Int, name: Span<UInt8>) -> Bool
  /// Bytes that somebody has written to the terminal, as many as there are and as are wanted. 0: none now.
  mutating func get(_ channel: Int, _ buffer: inout MutableSpan<UInt8>, atMost count: Int) -> Int
  /// Bytes for who reads the terminal. Returns how many it took.
  mutating func put(_ channel: Int, _ bytes: Span<UInt8>) -> Int
  /// Until there may be something to do, or for about so long. It may come back earlier.
  mutating func wait(_ interest: TerminalInterest, milliseconds: UInt32)
}
