/// The two ends of one ring.
protocol RingEnds: ~Copyable {
  /// From the first end. False: it was not sent.
  mutating func send(_ length: UInt64) -> Bool
  /// At the second end: the length, or 0.
  mutating func receive() -> UInt64
}
