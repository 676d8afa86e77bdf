/// Frames that belong to whoever holds this value; it cannot be copied, so they have one owner.
public struct OwnedFrames: ~Copyable {
  public let base: PhysicalAddress
  public let count: Int

  init(base: PhysicalAddress, count: Int) {
    self.base = base
    self.count = count
  }

  public var size: UInt64 { UInt64(truncatingIfNeeded: count) &* Granule.size }
}
