#if MARTLET_SERVICE
  /// How much there is of what. 16 bytes.
  ///
  /// | Place | Bytes | What |
  /// |--:|--:|---|
  /// | 0, 1, 2 | 1 each | VMs, pools, cores |
  /// | 3 | 1 | index of the VM that asks |
  /// | 8 | 8 | number of the next event |
  public struct DescriptionRecord: ControlRecord, Equatable, Sendable {
    public var machines: UInt8
    public var pools: UInt8
    public var cores: UInt8
    public var asker: UInt8
    public var nextEvent: UInt64

    public init(machines: UInt8, pools: UInt8, cores: UInt8, asker: UInt8, nextEvent: UInt64) {
      self.machines = machines
      self.pools = pools
      self.cores = cores
      self.asker = asker
      self.nextEvent = nextEvent
    }

    public init?(_ bytes: RawSpan) {
      guard let head = bytes.littleEndianWord(at: 0), let next = bytes.littleEndianDoubleWord(at: 8)
      else { return nil }
      machines = UInt8(truncatingIfNeeded: head)
      pools = UInt8(truncatingIfNeeded: head &>> 8)
      cores = UInt8(truncatingIfNeeded: head &>> 16)
      asker = UInt8(truncatingIfNeeded: head &>> 24)
      nextEvent = next
    }

    public func write(to message: inout ControlMessage) {
      message.append(byte: machines)
      message.append(byte: pools)
      message.append(byte: cores)
      message.append(byte: asker)
      message.append(littleEndian: 0 as UInt32)
      message.append(littleEndian: nextEvent)
    }

    public var limits: ManagementLimits {
      ManagementLimits(machines: Int(machines), pools: Int(pools), cores: Int(cores))
    }
  }
#endif
