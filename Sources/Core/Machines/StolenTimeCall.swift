#if MARTLET_SHARING
  /// A guest's question about paravirtual time, decoded. Source: Arm DEN0057, sections 3.2.1 and 3.2.2.
  public enum StolenTimeCall: Equatable, Sendable {
    /// `PV_TIME_FEATURES`: whether `function` is offered.
    case features(function: UInt32)
    /// `PV_TIME_ST`: where the caller's record is.
    case address

    public static let featuresFunction: UInt32 = 0xC500_0020
    public static let addressFunction: UInt32 = 0xC500_0021

    /// Nil for every other function.
    public init?(function: UInt32, _ a1: UInt64) {
      switch function {
      case Self.featuresFunction: self = .features(function: UInt32(truncatingIfNeeded: a1))
      case Self.addressFunction: self = .address
      default: return nil
      }
    }

    /// The answer to `features`.
    public static func features(of function: UInt32) -> PSCIStatus {
      StolenTimeCall(function: function, 0) == nil ? .notSupported : .success
    }
  }
#endif
