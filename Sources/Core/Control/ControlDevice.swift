#if MARTLET_SERVICE
  /// The PCI function by which a VM runs the machine: docs/control-device.md.
  public enum ControlDevice {
    public static var vendor: UInt16 { 0x1AF4 }
    public static var device: UInt16 { 0x10F0 }
    /// A system peripheral of no known kind, revision 1.
    public static var classAndRevision: UInt32 { 0x0880_0001 }
    /// Bytes of registers behind BAR 0.
    public static var registerSize: UInt32 { 4096 }

    // Behind BAR 2, each at a multiple of 4096: the halves of two channels. The VM's are first.
    public static var requestOffset: Int { 0 }
    public static var requestSize: Int { 0x1000 }
    public static var answerOffset: Int { 0x1000 }
    public static var answerSize: Int { 0x7000 }
    public static var listenerOffset: Int { 0x8000 }
    public static var listenerSize: Int { 0x1000 }
    public static var eventOffset: Int { 0x9000 }
    public static var eventSize: Int { 0x7000 }
    /// Of all of them.
    public static var ringSize: Int { 0x1_0000 }

    /// Behind the rings, where VMs can be created: here the service VM puts a package, a piece at a time.
    public static var stagingOffset: Int { ringSize }
    public static var stagingSize: Int { 0x3_0000 }
    /// A piece of a package begins at a multiple of this.
    public static var pieceAlignment: UInt64 { 4096 }
    /// No package is larger.
    public static var largestPackage: UInt64 { 1 << 36 }

    /// "MCTL".
    public static var identification: UInt32 { 0x4C54_434D }
    /// Major in the upper half: another one has nothing to do with this.
    public static var version: UInt32 { 0x0001_0004 }

    /// No message is longer.
    public static var longestMessage: Int { 256 }
  }

  /// One message while it is put together.
  public typealias ControlMessage = TextBuffer<256>
#endif
