#if MARTLET_SERVICE
  extension UInt64 {
    /// So many ticks of a counter with that frequency in hertz, in nanoseconds. Nothing overflows before 584 years.
    @inline(__always)
    public func nanoseconds(frequency: UInt64) -> UInt64 {
      let frequency = Swift.max(frequency, 1)
      return self / frequency &* 1_000_000_000 &+ self % frequency &* 1_000_000_000 / frequency
    }
  }
#endif
