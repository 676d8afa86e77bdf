/// Which affinity value each core of a VM answers to (`Aff3.Aff2.Aff1.Aff0`, eight bits each), in
/// vCPU order. Written once before the VM starts, then only read, from any core.
///
/// Looking up is inlined for the usual case, in which vCPU n has affinity n. For the others the
/// table's four words travel in registers: handing over the struct would copy it first, in the
/// usual case too.
public struct AffinityTable: ~Copyable {
  public static var capacity: Int { 8 }

  /// Two affinities in each word, the lower vCPU lower.
  @usableFromInline var words: InlineArray<4, UInt64>
  public internal(set) var count: Int
  /// Whether vCPU n has affinity n.
  @usableFromInline var isLinear: Bool

  public init() {
    words = InlineArray(repeating: 0)
    count = 0
    isLinear = true
  }

  /// Adds the next vCPU; false and no change when the table is full.
  public mutating func append(_ affinity: UInt32) -> Bool {
    guard count < Self.capacity else { return false }
    if affinity != UInt32(truncatingIfNeeded: count) { isLinear = false }
    words[count &>> 1] |= UInt64(affinity) &<< UInt64(truncatingIfNeeded: (count & 1) &<< 5)
    count &+= 1
    return true
  }

  /// One bit for each vCPU.
  @inlinable
  public var all: UInt32 { (1 &<< UInt32(truncatingIfNeeded: count)) &- 1 }

  /// The affinity of vCPU `index`; 0 for one that does not exist.
  @inlinable @inline(__always)
  public func affinity(of index: Int) -> UInt32 {
    guard index >= 0 && index < count else { return 0 }
    if isLinear { return UInt32(truncatingIfNeeded: index) }
    return StoredAffinities(words[0], words[1], words[2], words[3]).affinity(of: index)
  }

  /// The vCPU with this affinity.
  @inlinable @inline(__always)
  public func index(of affinity: UInt32) -> Int? {
    if isLinear {
      return affinity < UInt32(truncatingIfNeeded: count)
        ? Int(truncatingIfNeeded: affinity) : nil
    }
    return StoredAffinities(words[0], words[1], words[2], words[3])
      .index(of: affinity, count: count)
  }

  /// The vCPUs that an SGI register value names, one bit each; `sender` is left out of a broadcast.
  @inlinable @inline(__always)
  public func targets(of request: SoftwareInterrupt, sender: Int) -> UInt32 {
    if request.isBroadcast { return all & ~(1 &<< UInt32(truncatingIfNeeded: sender)) }
    if isLinear {
      guard request.cluster == 0 && request.firstTarget == 0 else { return 0 }
      return request.targetList & all
    }
    return StoredAffinities(words[0], words[1], words[2], words[3])
      .targets(of: request, count: count)
  }
}

/// The words of an `AffinityTable`, in registers.
@usableFromInline
struct StoredAffinities {
  var word0: UInt64
  var word1: UInt64
  var word2: UInt64
  var word3: UInt64

  @usableFromInline @inline(__always)
  init(_ word0: UInt64, _ word1: UInt64, _ word2: UInt64, _ word3: UInt64) {
    self.word0 = word0
    self.word1 = word1
    self.word2 = word2
    self.word3 = word3
  }

  @usableFromInline @inline(never)
  func affinity(of index: Int) -> UInt32 {
    let word =
      switch index &>> 1 {
      case 0: word0
      case 1: word1
      case 2: word2
      default: word3
      }
    return UInt32(truncatingIfNeeded: word &>> UInt64(truncatingIfNeeded: (index & 1) &<< 5))
  }

  @usableFromInline @inline(never)
  func index(of affinity: UInt32, count: Int) -> Int? {
    for index in 0..<count where self.affinity(of: index) == affinity { return index }
    return nil
  }

  @usableFromInline @inline(never)
  func targets(of request: SoftwareInterrupt, count: Int) -> UInt32 {
    var targets: UInt32 = 0
    for index in 0..<count {
      let affinity = affinity(of: index)
      let bit = affinity & 0xFF &- request.firstTarget
      if affinity &>> 8 == request.cluster && bit < 16 && (request.targetList &>> bit) & 1 != 0 {
        targets |= 1 &<< UInt32(truncatingIfNeeded: index)
      }
    }
    return targets
  }
}
