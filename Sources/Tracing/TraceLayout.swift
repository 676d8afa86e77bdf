/// Where things lie in the memory of a trace: a header in a page of its own, an account for each virtual core, a ring
/// for each core. All words are 64 bits, little-endian. See docs/tracing.md.
public struct TraceLayout: Sendable, Equatable {
  /// The header's first two words: "Martlet trace" and three zeros.
  public static let magic: (UInt64, UInt64) = (0x2074_656c_7472_614d, 0x0000_0065_6361_7274)
  public static let version: UInt64 = 1
  public static let headerSize: UInt64 = 4096
  /// Names of the VMs in the header: 64 bytes each, with zeros behind.
  public static let names: UInt64 = 1024
  public static let nameSize: UInt64 = 64
  public static let mostMachines: UInt64 = 16
  public static let eventSize: UInt64 = 32
  /// A ring's own words before its events: how many were ever written, and the core's index.
  public static let ringHeaderSize: UInt64 = 64

  public static let accountSize: UInt64 = 256
  /// Counters of exits in an account, one for each cause that there could be.
  public static let causes: UInt64 = 24

  /// Events that the image keeps of each core: 64 KiB.
  public static let usualCapacity: UInt64 = 2048

  /// Virtual cores that have an account.
  public let accounts: UInt64
  public let rings: UInt64
  /// Events of each ring, a power of two.
  public let capacity: UInt64

  public init(accounts: UInt64, rings: UInt64, capacity: UInt64) {
    self.accounts = accounts
    self.rings = rings
    self.capacity = capacity
  }

  public var size: UInt64 { ring(rings) }

  public func account(_ index: UInt64) -> UInt64 { Self.headerSize &+ index &* Self.accountSize }

  public func ring(_ index: UInt64) -> UInt64 {
    account(accounts) &+ index &* (Self.ringHeaderSize &+ capacity &* Self.eventSize)
  }
}
