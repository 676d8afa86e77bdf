public import Channels
public import Core

/// The channels of this machine and their terminals, as a program sees them. Channels go by their number.
public protocol TerminalBoard: ~Copyable {
  associatedtype Memory: ChannelMemory
  /// How many channels there are, `TerminalInterest.mostChannels` at most.
  var count: Int { get }
  /// Somebody wants the program to end.
  var isStopped: Bool { get }
  /// A channel's registers.
  mutating func read(_ channel: Int, _ offset: UInt32) -> UInt32
  mutating func write(_ channel: Int, _ offset: UInt32, _ value: UInt32)
  /// Where the channel is on its bus.
  mutating func place(_ channel: Int, _ text: inout TextBuffer<16>)
  /// From now on this program alone uses the channel's memory. False where another one does.
  mutating func take(_ channel: Int) -> Bool
  /// The channel's memory; once.
  mutating func map(_ channel: Int, size: Int) -> Memory?
  /// Makes the channel's terminal, and a link to it of that name.
  mutating func makeTerminal(_ channel: Int, name: Span<UInt8>) -> Bool
  /// Bytes that somebody has written to the terminal, as many as there are and as are wanted. 0: none now.
  mutating func get(_ channel: Int, _ buffer: inout MutableSpan<UInt8>, atMost count: Int) -> Int
  /// Bytes for who reads the terminal. Returns how many it took.
  mutating func put(_ channel: Int, _ bytes: Span<UInt8>) -> Int
  /// Until there may be something to do, or for about so long. It may come back earlier.
  mutating func wait(_ interest: TerminalInterest, milliseconds: UInt32)
}
