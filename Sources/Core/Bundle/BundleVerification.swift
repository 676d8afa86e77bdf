#if MARTLET_SERVICE
  /// Verifies a bundle's parts a piece at a time, where all of them at once would take too long.
  public struct BundleVerification: ~Copyable {
    /// Number of the part that is hashed.
    private(set) var part = 0
    private var offset = 0
    private var hash = SHA256()

    public init() {}

    /// Hashes at most `size` bytes more, a multiple of 64. True when every part has its digest. The bundle is the same
    /// each time, and nobody else writes to it.
    public mutating func verify(
      _ bundle: Bundle, atMost size: Int, mixing mix: SHA256.Mixer = SHA256.portable
    ) throws(BundleError) -> Bool {
      guard let current = bundle.part(at: part) else { return part >= bundle.partCount }
      let count = min(size, current.count &- offset)
      if count > 0 {
        hash.update(bundle.contents(of: current).slice(offset, count: count), mixing: mix)
        offset &+= count
      }
      guard offset >= current.count else { return false }
      var finished = SHA256()
      swap(&hash, &finished)
      guard finished.finish() == bundle.digest(ofPart: part) else { throw .damagedPart }
      part &+= 1
      offset = 0
      return part >= bundle.partCount
    }
  }
#endif
