#if MARTLET_SERVICE
  /// The registers behind BAR 0. All are of 32 bits; what is not listed reads as 0 and ignores stores, as do accesses of
  /// other sizes and places.
  public struct ControlRegisters: Equatable, BitwiseCopyable, Sendable {
    /// Offsets in bytes.
    public enum Register: UInt64, Sendable {
      case identification = 0x00
      case version = 0x04
      /// Bytes of rings behind BAR 2.
      case ringSize = 0x08
      /// Bytes for pieces of packages behind the rings; 0 where no VM can be created.
      case stagingSize = 0x0C
      /// Write: there is something in the rings of these bits.
      case doorbell = 0x10
      /// What the device has to say. Writing a one takes the bit back.
      case pending = 0x14
      /// Which of that pulls the interrupt.
      case enabled = 0x18
    }

    /// Bit of requests and answers in doorbell, pending and enabled.
    public static var requests: UInt32 { 1 << 0 }
    /// Bit of events.
    public static var events: UInt32 { 1 << 1 }
    private static var all: UInt32 { requests | events }

    public private(set) var pending: UInt32 = 0
    public private(set) var enabled: UInt32 = 0

    public let hasStaging: Bool

    public init(hasStaging: Bool = false) { self.hasStaging = hasStaging }

    /// Whether the function pulls its interrupt line.
    public var isAsserting: Bool { pending & enabled != 0 }

    public func read(_ offset: UInt64, size: Int) -> UInt32 {
      guard size == 4, let register = Register(rawValue: offset) else { return 0 }
      return switch register {
      case .identification: ControlDevice.identification
      case .version: ControlDevice.version
      case .ringSize: UInt32(truncatingIfNeeded: ControlDevice.ringSize)
      case .stagingSize: hasStaging ? UInt32(truncatingIfNeeded: ControlDevice.stagingSize) : 0
      case .doorbell: 0
      case .pending: pending
      case .enabled: enabled
      }
    }

    /// Gives the bits of the rings that are to be looked at now.
    public mutating func write(_ offset: UInt64, size: Int, _ value: UInt32) -> UInt32 {
      guard size == 4, let register = Register(rawValue: offset) else { return 0 }
      switch register {
      case .identification, .version, .ringSize, .stagingSize: break
      case .doorbell: return value & Self.all
      case .pending: pending &= ~value
      case .enabled: enabled = value & Self.all
      }
      return 0
    }

    /// The device has something to say in these rings.
    public mutating func notify(_ bits: UInt32) { pending |= bits & Self.all }
  }
#endif
