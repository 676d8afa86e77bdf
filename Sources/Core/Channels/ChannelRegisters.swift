#if MARTLET_SERVICE
  /// The registers of one end of a channel: those of ivshmem's revision 0, and behind them what the channel is.
  ///
  /// | offset | register | |
  /// |---|---|---|
  /// | 0x00 | Interrupt Mask | bit 0: the other end's doorbell may interrupt; bit 1: a change of Role may |
  /// | 0x04 | Interrupt Status | bit 0: the doorbell was rung; bit 1: Role has changed; a load clears both |
  /// | 0x08 | IVPosition | this end: 0 or 1 |
  /// | 0x0C | Doorbell | a store with the other end's number in bits 31:16 rings; loads read as zero |
  /// | 0x10 | | `MCHL`: Martlet's channel |
  /// | 0x14 | | 1 while the VM at the other end runs |
  /// | 0x18 | | how many parts the memory has |
  /// | 0x1C | Role | `StandbyPair.word`; a store with bit 2 says that this end is ready, one without that it is not |
  /// | 0x20 | | the name, 32 bytes, filled up with zeros |
  /// | 0x40 | | for each part its pages, then who may write: bit 0 this end, bit 1 the other |
  ///
  /// Loads of 1, 2 and 4 bytes at any offset; stores of 4 bytes at multiples of 4, others do nothing. All else reads as
  /// zero. Source: QEMU, docs/specs/ivshmem-spec.rst.
  public struct ChannelRegisters: ~Copyable {
    /// 0 or 1.
    public let position: Int
    private var mask: UInt32 = 0
    private var status: UInt32 = 0

    /// Bytes of the window; the same registers do not come again in it.
    public static var size: UInt64 { 4096 }

    public static var roleOffset: UInt32 { 0x1C }

    public struct Answer: Equatable, Sendable {
      /// What a load returns; zero for stores.
      public var value: UInt64 = 0
      /// The other end is to be rung.
      public var rings = false
      /// The interrupt line may have changed, to `isAsserting`.
      public var hasChanged = false
      /// What the end says of being ready.
      public var isReady: Bool?
    }

    public init(position: Int) { self.position = position & 1 }

    /// Whether the end interrupts its VM.
    public var isAsserting: Bool { mask & status != 0 }

    public mutating func reset() {
      mask = 0
      status = 0
    }

    /// Bits of status and mask.
    public static var doorbell: UInt32 { 1 }
    public static var roleChange: UInt32 { 2 }

    /// The other end rang, or Role has changed. True if this end interrupts now.
    public mutating func ring(_ cause: UInt32 = doorbell) -> Bool {
      status |= cause
      return isAsserting
    }

    /// A load or store of the VM's; `isPeerRunning`: the VM at the other end runs. `role`: the word of Role, 0 where the
    /// channel is no pair's.
    public mutating func access(
      _ access: InterruptRegisterAccess, _ description: inout ChannelDescription,
      isPeerRunning: Bool, role: UInt32 = 0
    ) -> Answer {
      var answer = Answer()
      if access.isWrite {
        guard access.size == 4, access.isAligned else { return answer }
        switch access.offset {
        case 0x00:
          mask = access.word & (Self.doorbell | Self.roleChange)
          answer.hasChanged = true
        case 0x04:
          status = access.word & (Self.doorbell | Self.roleChange)
          answer.hasChanged = true
        case 0x0C: answer.rings = access.word &>> 16 == UInt32(position ^ 1)
        case Self.roleOffset: answer.isReady = access.word & 4 != 0
        default: break
        }
        return answer
      }
      var word: UInt32
      switch access.offset & ~3 {
      case 0x00: word = mask
      case 0x04:
        word = status
        status = 0
        answer.hasChanged = true
      case 0x08: word = UInt32(position)
      case 0x14: word = isPeerRunning ? 1 : 0
      case Self.roleOffset: word = role
      default: word = description.word(UInt64(access.offset &>> 2), end: position)
      }
      word = RegisterLane.extract(word, offset: UInt64(access.offset), size: Int(access.size))
      answer.value = UInt64(word)
      return answer
    }
  }
#endif
