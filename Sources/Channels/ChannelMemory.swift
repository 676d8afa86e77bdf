/// Memory that two ends of a channel see, in which either may write at any time. Offsets are in bytes and within the size;
/// words lie at multiples of 4, double words at multiples of 8. Numbers are little-endian, as the processors are.
///
/// No operation reads and writes at once, so it may be mapped as Normal or as Device memory.
public protocol ChannelMemory: ~Copyable {
  /// In bytes.
  var size: Int { get }
  /// What comes later in the program is not seen before this.
  func loadAcquiring(_ offset: Int) -> UInt32
  /// What came earlier in the program is seen by who sees this.
  func storeReleasing(_ offset: Int, _ value: UInt32)
  /// In no order with others.
  func load(_ offset: Int) -> UInt64
  /// In no order with others.
  func store(_ offset: Int, _ value: UInt64)
  /// Every store before it is seen before any load behind it is done.
  func fence()
}
