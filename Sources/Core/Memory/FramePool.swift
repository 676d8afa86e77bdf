/// Hands out zeroed frames from one run of physical memory, in order, and never takes one back.
///
/// Everything the hypervisor needs is known when the scenario is; it is taken at boot and kept. What has no way back
/// cannot leak, be freed twice or fragment.
public struct FramePool: ~Copyable {
  private var next: UInt64
  private let end: UInt64
  private let start: UInt64

  /// A pool over `range`, from its first to its last whole frame; empty where the range wraps.
  public init(_ range: AddressRange) {
    end = (range.end ?? 0) & ~(Granule.size &- 1)
    start = min(Granule.roundUp(range.start) ?? end, end)
    next = start
  }

  /// Bytes handed out so far.
  public var used: UInt64 { next &- start }

  /// The first frame that was not handed out.
  public var nextFree: UInt64 { next }

  /// `count` frames in a row, aligned to `alignment` frames (a power of two), not yet zeroed.
  public mutating func take(_ count: Int, alignment: Int = 1) -> OwnedFrames? {
    let mask = UInt64(truncatingIfNeeded: alignment) &* Granule.size &- 1
    let (bytes, isTooLarge) = UInt64(truncatingIfNeeded: count)
      .multipliedReportingOverflow(by: Granule.size)
    let (moved, overflow) = next.addingReportingOverflow(mask)
    let base = moved & ~mask
    guard count > 0, !isTooLarge, !overflow, base <= end, end &- base >= bytes else { return nil }
    next = base &+ bytes
    return OwnedFrames(base: PhysicalAddress(base), count: count)
  }
}
