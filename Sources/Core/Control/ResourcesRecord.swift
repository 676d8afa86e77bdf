#if MARTLET_SERVICE
  /// What is kept for VMs that are created, and how much of it is used. 80 bytes.
  ///
  /// | Place | Bytes | What |
  /// |--:|--:|---|
  /// | 0 | 1 | VMs that the reserve has room for |
  /// | 1 | 1 | those that are there, or on their way out |
  /// | 2 | 1 | vCPUs that each can have |
  /// | 4 | 4 | VMIDs in use, a bit for each from 1 |
  /// | 8 | 8 | bytes of memory |
  /// | 16 | 8 | those that VMs have |
  /// | 24 | 8 | those that packages have, with one that is on its way in |
  /// | 32 | 8 | the largest piece that is free |
  /// | 40, 44 | 4 each | frames for records and tables, and those in use |
  /// | 48 | 4 | interrupts of the board that VMs have |
  /// | 52 | 4 | vCPUs of all VMs that there are |
  /// | 56 | 4 | cores that a vCPU is bound to, a bit for each |
  /// | 60 | 4 | MiB of its own memory that the service VM may give |
  /// | 64 | 8 | bytes of memory that are taken |
  /// | 72 | 8 | bytes that the service VM has given |
  public struct ResourcesRecord: ControlRecord, Equatable, Sendable {
    public var machines: UInt8 = 0
    public var usedMachines: UInt8 = 0
    public var mostVirtualCPUs: UInt8 = 0
    public var identifiers: UInt32 = 0
    public var memory: UInt64 = 0
    public var machineMemory: UInt64 = 0
    public var packageMemory: UInt64 = 0
    public var largestHole: UInt64 = 0
    public var frames: UInt32 = 0
    public var usedFrames: UInt32 = 0
    public var interrupts: UInt32 = 0
    public var virtualCPUs: UInt32 = 0
    public var boundCores: UInt32 = 0
    public var taken: UInt64 = 0
    public var given: UInt64 = 0
    public var givableMegabytes: UInt32 = 0

    public init() {}

    public init?(_ bytes: RawSpan) {
      guard bytes.byteCount >= 80, let head = bytes.littleEndianWord(at: 0),
        let identifiers = bytes.littleEndianWord(at: 4),
        let memory = bytes.littleEndianDoubleWord(at: 8),
        let machineMemory = bytes.littleEndianDoubleWord(at: 16),
        let packageMemory = bytes.littleEndianDoubleWord(at: 24),
        let largestHole = bytes.littleEndianDoubleWord(at: 32),
        let frames = bytes.littleEndianWord(at: 40),
        let usedFrames = bytes.littleEndianWord(at: 44),
        let interrupts = bytes.littleEndianWord(at: 48),
        let virtualCPUs = bytes.littleEndianWord(at: 52),
        let boundCores = bytes.littleEndianWord(at: 56),
        let taken = bytes.littleEndianDoubleWord(at: 64),
        let given = bytes.littleEndianDoubleWord(at: 72),
        let givable = bytes.littleEndianWord(at: 60)
      else { return nil }
      machines = UInt8(truncatingIfNeeded: head)
      usedMachines = UInt8(truncatingIfNeeded: head &>> 8)
      mostVirtualCPUs = UInt8(truncatingIfNeeded: head &>> 16)
      self.identifiers = identifiers
      self.memory = memory
      self.machineMemory = machineMemory
      self.packageMemory = packageMemory
      self.largestHole = largestHole
      self.frames = frames
      self.usedFrames = usedFrames
      self.interrupts = interrupts
      self.virtualCPUs = virtualCPUs
      self.boundCores = boundCores
      self.taken = taken
      self.given = given
      givableMegabytes = givable
    }

    public func write(to message: inout ControlMessage) {
      message.append(
        littleEndian: UInt32(machines) | UInt32(usedMachines) &<< 8
          | UInt32(mostVirtualCPUs) &<< 16)
      message.append(littleEndian: identifiers)
      message.append(littleEndian: memory)
      message.append(littleEndian: machineMemory)
      message.append(littleEndian: packageMemory)
      message.append(littleEndian: largestHole)
      message.append(littleEndian: frames)
      message.append(littleEndian: usedFrames)
      message.append(littleEndian: interrupts)
      message.append(littleEndian: virtualCPUs)
      message.append(littleEndian: boundCores)
      message.append(littleEndian: givableMegabytes)
      message.append(littleEndian: taken)
      message.append(littleEndian: given)
    }
  }
#endif
