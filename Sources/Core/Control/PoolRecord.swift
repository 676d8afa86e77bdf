#if MARTLET_SERVICE
  /// One pool. 112 bytes.
  ///
  /// | Place | Bytes | What |
  /// |--:|--:|---|
  /// | 0 | 1 | index |
  /// | 1 | 1 | scheduler |
  /// | 2 | 2 | vCPUs of the VMs in it |
  /// | 4 | 4 | its cores, a bit for each |
  /// | 16 | 32 | name, with zeros behind |
  /// | 48 + 8 k | 8 | nanoseconds that the k-th of its cores, from the lowest, was idle since boot; k from 0 to 7 |
  public struct PoolRecord: ControlRecord, Equatable, Sendable {
    public static var mostCores: Int { 8 }

    public var index: UInt8
    public var scheduler: SchedulerKind
    public var virtualCPUs: UInt16
    public var cores: UInt32
    public var name: ControlName
    private var idle = InlineArray<8, UInt64>(repeating: 0)

    public init(
      index: UInt8, scheduler: SchedulerKind, virtualCPUs: UInt16, cores: UInt32, name: ControlName
    ) {
      self.index = index
      self.scheduler = scheduler
      self.virtualCPUs = virtualCPUs
      self.cores = cores
      self.name = name
    }

    /// Of the k-th of its cores; 0 for others.
    public subscript(idleTime number: Int) -> UInt64 {
      get { number >= 0 && number < Self.mostCores ? idle[number] : 0 }
      set { if number >= 0, number < Self.mostCores { idle[number] = newValue } }
    }

    public init?(_ bytes: RawSpan) {
      guard let head = bytes.littleEndianWord(at: 0),
        let scheduler = SchedulerKind(rawValue: UInt8(truncatingIfNeeded: head &>> 8)),
        let cores = bytes.littleEndianWord(at: 4), let name = ControlName(bytes, at: 16)
      else { return nil }
      self.init(
        index: UInt8(truncatingIfNeeded: head), scheduler: scheduler,
        virtualCPUs: UInt16(truncatingIfNeeded: head &>> 16), cores: cores, name: name)
      var number = 0
      while number < Self.mostCores {
        guard let time = bytes.littleEndianDoubleWord(at: 48 &+ 8 &* number) else { return nil }
        idle[number] = time
        number &+= 1
      }
    }

    public func write(to message: inout ControlMessage) {
      message.append(byte: index)
      message.append(byte: scheduler.rawValue)
      message.append(byte: UInt8(truncatingIfNeeded: virtualCPUs))
      message.append(byte: UInt8(truncatingIfNeeded: virtualCPUs &>> 8))
      message.append(littleEndian: cores)
      message.append(littleEndian: 0 as UInt64)
      name.write(to: &message)
      var number = 0
      while number < Self.mostCores {
        message.append(littleEndian: self[idleTime: number])
        number &+= 1
      }
    }

    public static func == (one: PoolRecord, other: PoolRecord) -> Bool {
      guard one.index == other.index, one.scheduler == other.scheduler,
        one.virtualCPUs == other.virtualCPUs, one.cores == other.cores, one.name == other.name
      else { return false }
      var number = 0
      while number < mostCores {
        if one[idleTime: number] != other[idleTime: number] { return false }
        number &+= 1
      }
      return true
    }
  }
#endif
