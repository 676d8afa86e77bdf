#if MARTLET_SERVICE
  /// Divides a few runs of memory among a few owners, who give theirs back in any order: of the first run with room the lowest
  /// hole that is large enough.
  ///
  /// What is taken is kept as a sorted list, so that holes need no record and grow together by themselves.
  public struct RegionAllocator: ~Copyable {
    public static var mostRegions: Int { 32 }

    public static var mostRuns: Int { 9 }

    /// In the order in which they came; no two touch the same byte.
    private var runs = BoundedList<9, AddressRange>(filler: AddressRange(start: 0, size: 0))
    /// By address, no two touching the same byte, each inside of one run.
    private var taken = BoundedList<32, AddressRange>(filler: AddressRange(start: 0, size: 0))

    /// All of `run` is free; nothing is there to be had where it wraps.
    public init(_ run: AddressRange) { _ = add(run) }

    /// One run more, all of it free. False, and nothing has changed, where it wraps or has something of another, or there are
    /// too many.
    public mutating func add(_ run: AddressRange) -> Bool {
      guard run.size > 0, run.end != nil else { return false }
      var index = 0
      while index < runs.count {
        if runs[index].overlaps(run) { return false }
        index &+= 1
      }
      return runs.append(run)
    }

    /// Takes a run away, of which nothing is taken. False, and nothing has changed, where something is, or there is no such run.
    public mutating func remove(_ run: AddressRange) -> Bool { !has(run) && runs.remove(run) }

    /// Whether some of these addresses are taken.
    public mutating func has(_ range: AddressRange) -> Bool {
      var index = 0
      while index < taken.count {
        if taken[index].overlaps(range) { return true }
        index &+= 1
      }
      return false
    }

    /// The number of regions that are taken.
    public var count: Int { taken.count }

    /// The region of that number, in the order of their addresses.
    public mutating func region(_ index: Int) -> AddressRange? {
      index >= 0 && index < taken.count ? taken[index] : nil
    }

    /// Takes `size` bytes at a multiple of `alignment`, a power of two. Nil where no hole has so many, or too many are taken.
    public mutating func take(_ size: UInt64, alignment: UInt64) -> AddressRange? {
      guard size > 0, alignment > 0, !taken.isFull else { return nil }
      var cursor = HoleCursor()
      while let hole = nextHole(&cursor) {
        let (moved, overflow) = hole.start.addingReportingOverflow(alignment &- 1)
        let base = moved & ~(alignment &- 1)
        let skipped = base &- hole.start
        guard !overflow, skipped <= hole.size, hole.size &- skipped >= size else { continue }
        let region = AddressRange(start: base, size: size)
        insert(region, at: cursor.index)
        return region
      }
      return nil
    }

    /// Where the search for holes is: in which run, from where on, and which is the first taken region that is not below.
    private struct HoleCursor {
      var run = -1
      var start: UInt64 = 0
      var index = 0
    }

    /// The next hole, which may be empty; `cursor.index` is the place of a region in it. Nil behind the last.
    private mutating func nextHole(_ cursor: inout HoleCursor) -> AddressRange? {
      if cursor.run >= 0, cursor.index < taken.count,
        runs[cursor.run].contains(taken[cursor.index])
      {
        // Behind what ended the hole before.
        cursor.start = taken[cursor.index].start &+ taken[cursor.index].size
        cursor.index &+= 1
      } else {
        cursor.run &+= 1
        guard cursor.run < runs.count else { return nil }
        cursor.start = runs[cursor.run].start
        cursor.index = 0
        while cursor.index < taken.count, taken[cursor.index].start < cursor.start {
          cursor.index &+= 1
        }
      }
      let run = runs[cursor.run]
      let isLast = cursor.index == taken.count || !run.contains(taken[cursor.index])
      let end = isLast ? run.start &+ run.size : taken[cursor.index].start
      return AddressRange(start: cursor.start, size: end &- cursor.start)
    }

    private mutating func insert(_ region: AddressRange, at index: Int) {
      guard taken.append(region) else { return }
      var place = taken.count &- 1
      while place > index {
        taken[place] = taken[place &- 1]
        place &-= 1
      }
      taken[index] = region
    }

    /// Gives a region back, which was taken as it is. False, and nothing has changed, where it was not.
    public mutating func give(_ region: AddressRange) -> Bool { taken.remove(region) }

    /// Bytes that are taken.
    public var used: UInt64 {
      mutating get {
        var sum: UInt64 = 0
        var index = 0
        while index < taken.count {
          sum &+= taken[index].size
          index &+= 1
        }
        return sum
      }
    }

    /// The size of the largest hole.
    public var largestHole: UInt64 {
      mutating get {
        var largest: UInt64 = 0
        var cursor = HoleCursor()
        while let hole = nextHole(&cursor) { largest = max(largest, hole.size) }
        return largest
      }
    }
  }
#endif
