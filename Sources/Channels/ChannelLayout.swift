/// Which part of the shared memory belongs to which end. Both ends have it from whoever made the channel, not from the memory.
public struct ChannelLayout: Equatable, BitwiseCopyable, Sendable {
  public let first: ChannelHalf
  public let second: ChannelHalf

  /// Nil where the halves overlap.
  public init?(first: ChannelHalf, second: ChannelHalf) {
    guard first.end <= second.offset || second.end <= first.offset else { return nil }
    self.first = first
    self.second = second
  }

  /// Two halves of the same size, which is that of the memory halved and rounded down to a multiple of 64.
  public init?(size: Int) {
    let half = (size / 2) & ~63
    guard let first = ChannelHalf(offset: 0, size: half),
      let second = ChannelHalf(offset: half, size: half)
    else { return nil }
    self.init(first: first, second: second)
  }
}
