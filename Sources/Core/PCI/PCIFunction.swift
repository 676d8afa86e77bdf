#if MARTLET_SERVICE
  /// The configuration space of a PCI function: a type 0 header and no capabilities.
  ///
  /// | offset | register | |
  /// |---|---|---|
  /// | 0x00 | Vendor ID, Device ID | |
  /// | 0x04 | Command | Memory Space, Bus Master, Interrupt Disable; the rest reads as zero |
  /// | 0x06 | Status | Interrupt Status; the rest reads as zero |
  /// | 0x08 | Revision ID, Class Code | |
  /// | 0x10 | BAR 0 | registers, 32 bits, not prefetchable |
  /// | 0x18 | BARs 2 and 3 | memory, 64 bits, prefetchable |
  /// | 0x2C | Subsystem Vendor ID, Subsystem ID | the same as at 0x00 |
  /// | 0x3C | Interrupt Line | keeps what is written |
  /// | 0x3D | Interrupt Pin | INTA |
  ///
  /// All else reads as zero, up to the end of the extended space, and ignores stores. An access that is not of 1, 2 or 4
  /// bytes at a multiple of its size reads as ones and stores nothing. Source: PCI Local Bus Specification 3.0, 6.1 and
  /// 6.2.
  ///
  /// Not emulated: I/O space, an expansion ROM, messages for interrupts, errors, power states.
  public struct PCIFunction: BitwiseCopyable, Sendable {
    public let identity: PCIIdentity
    let firstRegisterBase: UInt32
    let firstMemoryBase: UInt64
    var command: UInt16
    var registerBase: UInt32
    var memoryBase: UInt64
    var interruptLine: UInt8 = 0
    /// The function has something to say, whether or not it may.
    var isAsserting = false

    // Bits of Command.
    static var memorySpace: UInt16 { 1 << 1 }
    static var busMaster: UInt16 { 1 << 2 }
    static var interruptDisable: UInt16 { 1 << 10 }

    /// A function as firmware would leave it: its windows are at these addresses, and answer.
    public init(_ identity: PCIIdentity, registerBase: UInt32, memoryBase: UInt64) {
      self.identity = identity
      firstRegisterBase = registerBase
      firstMemoryBase = memoryBase
      self.registerBase = registerBase
      self.memoryBase = memoryBase
      command = Self.memorySpace
    }

    public static var absent: PCIFunction {
      PCIFunction(.absent, registerBase: 0, memoryBase: 0)
    }

    var isPresent: Bool { identity.vendor != 0xFFFF }

    mutating func reset() {
      command = Self.memorySpace
      registerBase = firstRegisterBase
      memoryBase = firstMemoryBase
      interruptLine = 0
      isAsserting = false
    }

    /// Where the registers are; nil while they do not answer.
    public var registers: AddressRange? {
      guard command & Self.memorySpace != 0, identity.registerSize != 0 else { return nil }
      return AddressRange(start: UInt64(registerBase), size: UInt64(identity.registerSize))
    }

    /// Where the memory is to be; nil while it does not answer.
    public var memory: AddressRange? {
      guard command & Self.memorySpace != 0, identity.memorySize != 0 else { return nil }
      return AddressRange(start: memoryBase, size: identity.memorySize)
    }

    /// Whether the function pulls its interrupt line.
    public var pullsInterrupt: Bool { isAsserting && command & Self.interruptDisable == 0 }

    /// A load of `size` bytes at `offset` of the configuration space.
    func read(_ offset: UInt32, size: Int) -> UInt32 {
      guard Self.isRegister(offset, size: size) else { return 0xFFFF_FFFF }
      return RegisterLane.extract(word(offset & ~3), offset: UInt64(offset), size: size)
    }

    /// A store.
    mutating func write(_ offset: UInt32, size: Int, _ value: UInt32) {
      guard Self.isRegister(offset, size: size) else { return }
      let shift = (offset & 3) &* 8
      let mask = RegisterLane.mask(size) &<< shift
      let merged = word(offset & ~3) & ~mask | (value &<< shift) & mask
      switch offset & ~3 {
      case 0x04:
        command =
          UInt16(truncatingIfNeeded: merged)
          & (Self.memorySpace | Self.busMaster | Self.interruptDisable)
      case 0x10 where identity.registerSize != 0:
        registerBase = merged & ~(identity.registerSize &- 1)
      case 0x18 where identity.memorySize != 0:
        memoryBase = (memoryBase & ~0xFFFF_FFFF | UInt64(merged)) & ~(identity.memorySize &- 1)
      case 0x1C where identity.memorySize != 0:
        memoryBase =
          (memoryBase & 0xFFFF_FFFF | UInt64(merged) &<< 32) & ~(identity.memorySize &- 1)
      case 0x3C: interruptLine = UInt8(truncatingIfNeeded: merged)
      default: break
      }
    }

    private static func isRegister(_ offset: UInt32, size: Int) -> Bool {
      (size == 1 || size == 2 || size == 4)
        && offset & UInt32(truncatingIfNeeded: size &- 1) == 0
    }

    private func word(_ offset: UInt32) -> UInt32 {
      switch offset {
      case 0x00, 0x2C: UInt32(identity.device) &<< 16 | UInt32(identity.vendor)
      // Status: Interrupt Status is set whether or not Command lets the line be pulled.
      case 0x04: UInt32(command) | (isAsserting ? 1 &<< 19 : 0)
      case 0x08: identity.classAndRevision
      case 0x10: registerBase
      // 64 bits wide, prefetchable.
      case 0x18:
        identity.memorySize == 0 ? 0 : UInt32(truncatingIfNeeded: memoryBase) | 0xC
      case 0x1C: UInt32(truncatingIfNeeded: memoryBase &>> 32)
      case 0x3C: 1 &<< 8 | UInt32(interruptLine)
      default: 0
      }
    }
  }
#endif
