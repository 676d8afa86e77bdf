/// The numbers in a set of virtual cores, the lowest first.
///
/// No `Sequence`: its requirements allocate, which Embedded Swift refuses even where nobody calls them.
public struct VirtualCPUNumbers {
  private var rest: UInt32

  @inline(__always)
  public init(_ set: UInt32) { rest = set }

  @inline(__always)
  public mutating func next() -> Int? {
    guard rest != 0 else { return nil }
    defer { rest &= rest &- 1 }
    return rest.trailingZeroBitCount
  }
}
