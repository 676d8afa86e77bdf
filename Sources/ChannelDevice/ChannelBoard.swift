public import Channels

/// The channels of this machine as a program sees them. Channels go by their number.
public protocol ChannelBoard: ~Copyable {
  associatedtype Memory: ChannelMemory
  /// How many channels there are, 32 at most.
  var count: Int { get }
  /// Somebody wants the program to end.
  var isStopped: Bool { get }
  /// A channel's registers.
  mutating func read(_ channel: Int, _ offset: UInt32) -> UInt32
  mutating func write(_ channel: Int, _ offset: UInt32, _ value: UInt32)
  /// From now on this program alone uses the channel's memory. False where another one does.
  mutating func take(_ channel: Int) -> Bool
  /// The channel's memory; once.
  mutating func map(_ channel: Int, size: Int) -> Memory?
}
