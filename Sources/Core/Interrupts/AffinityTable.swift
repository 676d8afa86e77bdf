/// Which affinity value each core of a VM answers to (`Aff3.Aff2.Aff1.Aff0`, eight bits each), in
/// vCPU order. Written once before the VM starts, then only read, from any core.
public struct AffinityTable: ~Copyable {
  public static var capacity: Int { 8 }

  private var values: InlineArray<8, UInt32>
  public private(set) var count: Int
  /// Whether vCPU n has affinity n, the usual case, in which looking up takes no loop.
  private var isLinear: Bool

  public init() {
    values = InlineArray(repeating: 0)
    count = 0
    isLinear = true
  }

  /// Adds the next vCPU; false and no change when the table is full.
  public mutating func append(_ affinity: UInt32) -> Bool {
    guard count < Self.capacity else { return false }
    if affinity != UInt32(truncatingIfNeeded: count) { isLinear = false }
    values[count] = affinity
    count &+= 1
    return true
  }

  /// The affinity of vCPU `index`; 0 for one that does not exist.
  public func affinity(of index: Int) -> UInt32 {
    guard index >= 0 && index < count else { return 0 }
    if isLinear { return UInt32(truncatingIfNeeded: index) }
    // A local copy of four words: reading a stored array at a variable index copies it anyway.
    let values = values
    return values[index]
  }

  /// The vCPU with this affinity.
  public func index(of affinity: UInt32) -> Int? {
    if isLinear { return affinity < UInt32(truncatingIfNeeded: count) ? Int(affinity) : nil }
    let values = values
    for index in 0..<count where values[index] == affinity { return index }
    return nil
  }

  /// One bit for each vCPU.
  public var all: UInt32 { (1 &<< UInt32(truncatingIfNeeded: count)) &- 1 }

  /// The vCPUs that an SGI register value names, one bit each; `sender` is left out of a broadcast.
  public func targets(of request: SoftwareInterrupt, sender: Int) -> UInt32 {
    if request.isBroadcast { return all & ~(1 &<< UInt32(truncatingIfNeeded: sender)) }
    if isLinear {
      guard request.cluster == 0 && request.firstTarget < 32 else { return 0 }
      return (request.targetList &<< request.firstTarget) & all
    }
    let values = values
    var targets: UInt32 = 0
    for index in 0..<count {
      let affinity = values[index]
      let bit = affinity & 0xFF &- request.firstTarget
      if affinity &>> 8 == request.cluster && bit < 16 && (request.targetList &>> bit) & 1 != 0 {
        targets |= 1 &<< UInt32(truncatingIfNeeded: index)
      }
    }
    return targets
  }
}
