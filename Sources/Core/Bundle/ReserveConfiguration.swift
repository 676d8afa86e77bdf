#if MARTLET_SERVICE
  /// What the configuration keeps for VMs that are created while the machine runs.
  public struct ReserveConfiguration: Equatable, BitwiseCopyable, Sendable {
    /// Physical. The memory of these VMs, and their packages.
    public var memory: AddressRange
    /// How many there can be at a time.
    public var machines: Int
    /// How many vCPUs each can have.
    public var virtualCPUs: Int
    /// Bytes of its memory that the service VM can give besides.
    public var givable: UInt64

    /// Nothing is kept.
    public init() {
      memory = AddressRange(start: 0, size: 0)
      machines = 0
      virtualCPUs = 0
      givable = 0
    }

    /// What `memory` and each VM's memory are aligned to, so that stage 2 maps them by blocks.
    public static var alignment: UInt64 { 2 << 20 }

    public static var mostVirtualCPUs: Int { 8 }

    /// How many frames all records and tables of one of these VMs need at most: some for itself, some for each vCPU, and one
    /// for each GiB that it can have.
    public static func frames(virtualCPUs: Int, memory: UInt64) -> Int {
      fixedFrames &+ framesPerVirtualCPU &* virtualCPUs
        &+ Int(truncatingIfNeeded: min(memory &>> 30, 1 << 18))
    }

    private static var fixedFrames: Int { 24 }
    private static var framesPerVirtualCPU: Int { 4 }

    /// More memory no created VM can have.
    public var largestMemory: UInt64 { max(memory.size, givable) }

    public var framesPerMachine: Int {
      Self.frames(virtualCPUs: virtualCPUs, memory: largestMemory)
    }
  }
#endif
