#if MARTLET_SHARING
  /// What the person at the command line calls VMs and pools, byte by byte: there is nowhere to put names together.
  public protocol ManagementNames: ~Copyable {
    var limits: ManagementLimits { get }
    /// Nil behind the name's end.
    mutating func byte(ofMachine index: Int, at offset: Int) -> UInt8?
    mutating func byte(ofPool index: Int, at offset: Int) -> UInt8?
  }
#endif
