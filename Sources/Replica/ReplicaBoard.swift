public import ChannelDevice

/// The machine as the service sees it.
public protocol ReplicaBoard: ChannelBoard, ~Copyable {
  /// Milliseconds since some time; never less than before.
  mutating func now() -> UInt64
  /// A number that nobody had before.
  mutating func random() -> UInt64
  /// Tells the machine's watchdog, where there is one, that the program goes on. To be called often.
  mutating func pet()
  /// Until one of the channels of these bits is rung, or for about so long. It may come back earlier.
  mutating func wait(_ channels: UInt32, milliseconds: UInt32)
}
