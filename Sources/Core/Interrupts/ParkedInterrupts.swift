#if MARTLET_SHARING
  /// The physical side of a vCPU's private interrupts while the vCPU is on no core, one bit each.
  struct ParkedInterrupts: Equatable, Sendable {
    /// Backed by physical ones.
    var hardware: UInt32 = 0
    /// The physical one had arrived and was not ended.
    var arrived: UInt32 = 0
    /// The physical one was active because this one is.
    var backed: UInt32 = 0
  }
#endif
