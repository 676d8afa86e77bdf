#if MARTLET_SERVICE
  /// What a PCI function says it is, and how much it has behind its two windows.
  public struct PCIIdentity: Equatable, BitwiseCopyable, Sendable {
    public var vendor: UInt16
    public var device: UInt16
    /// Base class, sub-class, programming interface, and the revision in the lowest byte.
    public var classAndRevision: UInt32
    /// Bytes of registers behind BAR 0: a power of two, 16 or more; 0 for none.
    public var registerSize: UInt32
    /// Bytes of memory behind BARs 2 and 3: a power of two, 16 or more; 0 for none.
    public var memorySize: UInt64

    public init(
      vendor: UInt16, device: UInt16, classAndRevision: UInt32, registerSize: UInt32,
      memorySize: UInt64
    ) {
      self.vendor = vendor
      self.device = device
      self.classAndRevision = classAndRevision
      self.registerSize = registerSize
      self.memorySize = memorySize
    }

    /// A slot in which there is nothing.
    public static let absent = PCIIdentity(
      vendor: 0xFFFF, device: 0xFFFF, classAndRevision: 0, registerSize: 0, memorySize: 0)
  }
#endif
