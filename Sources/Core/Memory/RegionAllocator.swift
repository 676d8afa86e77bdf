#if MARTLET_SERVICE
  /// Divides one run of memory among a few owners, who give theirs back in any order: the lowest hole that is large enough.
  ///
  /// What is taken is kept as a sorted list, so that holes need no record and grow together by themselves.
  public struct RegionAllocator: ~Copyable {
    public static var mostRegions: Int { 32 }

    public let range: AddressRange
    /// By address, no two touching the same byte.
    private var taken = BoundedList<32, AddressRange>(filler: AddressRange(start: 0, size: 0))

    /// All of `range` is free; nothing is there to be had where it wraps.
    public init(_ range: AddressRange) {
      self.range = range.end == nil ? AddressRange(start: 0, size: 0) : range
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
      var start = range.start
      var index = 0
      while index <= taken.count {
        let isLast = index == taken.count
        let end = isLast ? range.start &+ range.size : taken[index].start
        let (moved, overflow) = start.addingReportingOverflow(alignment &- 1)
        let base = moved & ~(alignment &- 1)
        if !overflow, base <= end, end &- base >= size {
          let region = AddressRange(start: base, size: size)
          insert(region, at: index)
          return region
        }
        guard !isLast else { return nil }
        start = taken[index].start &+ taken[index].size
        index &+= 1
      }
      return nil
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
    public mutating func give(_ region: AddressRange) -> Bool {
      var index = 0
      while index < taken.count, taken[index] != region { index &+= 1 }
      guard index < taken.count else { return false }
      while index &+ 1 < taken.count {
        taken[index] = taken[index &+ 1]
        index &+= 1
      }
      taken.removeLast()
      return true
    }

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
        var start = range.start
        var index = 0
        while index < taken.count {
          largest = max(largest, taken[index].start &- start)
          start = taken[index].start &+ taken[index].size
          index &+= 1
        }
        return max(largest, range.start &+ range.size &- start)
      }
    }
  }
#endif
