internal import Channels

/// Those of the module `Channels`.
struct SwiftEnds: RingEnds, ~Copyable {
  private var first: ChannelEnd<SharedRegion>
  private var second: ChannelEnd<SharedRegion>
  private var message = InlineArray<1024, UInt8>(repeating: 0)

  init?(_ memory: UInt64, _ size: UInt64) {
    let start = UInt(truncatingIfNeeded: memory)
    let size = Int(truncatingIfNeeded: size)
    // Safety: the guest's own words, which are as many and used for nothing else.
    guard let region = unsafe SharedRegion(start: .init(bitPattern: start), size: size),
      let layout = ChannelLayout(size: size),
      let first = ChannelEnd(region, layout, .first),
      let second = ChannelEnd(region, layout, .second)
    else { return nil }
    self.first = first
    self.second = second
    // Each has seen the other, and that the other has seen it.
    for _ in 0..<3 {
      _ = self.first.isUp()
      _ = self.second.isUp()
    }
  }

  @inline(never)
  mutating func send(_ length: UInt64) -> Bool {
    first.send(message.span.extracting(first: Int(truncatingIfNeeded: length))) == .sent
  }

  @inline(never)
  mutating func receive() -> UInt64 {
    var buffer = message.mutableSpan
    guard case .message(let length) = second.receive(into: &buffer) else { return 0 }
    return UInt64(truncatingIfNeeded: length)
  }
}
