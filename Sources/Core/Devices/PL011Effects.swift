/// What the machine has to do after it touched a `PL011`.
///
/// A set of flags, but not an `OptionSet`: in Embedded Swift that drags in array literals, which
/// allocate.
public struct PL011Effects: Equatable, Sendable {
  public var rawValue: UInt8

  @inline(__always)
  public init(rawValue: UInt8 = 0) {
    self.rawValue = rawValue
  }

  /// Whether all flags of `other` are set.
  @inline(__always)
  public func contains(_ other: PL011Effects) -> Bool {
    rawValue & other.rawValue == other.rawValue
  }

  /// The flags of both.
  @inline(__always)
  public func union(_ other: PL011Effects) -> PL011Effects {
    PL011Effects(rawValue: rawValue | other.rawValue)
  }

  /// The interrupt line changed to the level that `lineAsserted` tells.
  public static let lineChanged = PL011Effects(rawValue: 1 << 0)
  /// The interrupt line is high now; present only together with `lineChanged`.
  public static let lineAsserted = PL011Effects(rawValue: 1 << 1)
  /// The interrupt line went from low to high.
  public static let lineRose = PL011Effects(rawValue: 1 << 0 | 1 << 1)
  /// There is output that should be drained soon: see that a timer for the console is running.
  public static let drainSoon = PL011Effects(rawValue: 1 << 2)
  /// There is output that should be drained now.
  public static let drainNow = PL011Effects(rawValue: 1 << 3)
  /// The character was not accepted because the port is full. Either let the guest execute the
  /// store again, or the character is lost.
  public static let refused = PL011Effects(rawValue: 1 << 4)
}

/// The answer to a load from a `PL011`.
public struct PL011Answer: Sendable {
  public var value: UInt32
  public var effects: PL011Effects
}
