#if MARTLET_SERVICE
  /// Some rights; none at first. Bits that mean nothing here are kept and allow nothing.
  public struct ManagementRights: Equatable, BitwiseCopyable, Sendable {
    /// Bit n for the right of number n.
    public let rawValue: UInt16

    public init(rawValue: UInt16 = 0) { self.rawValue = rawValue }

    public static var all: ManagementRights {
      ManagementRights(rawValue: (1 &<< UInt16(ManagementRight.count)) &- 1)
    }

    public func contains(_ right: ManagementRight) -> Bool {
      rawValue &>> UInt16(right.rawValue) & 1 != 0
    }

    public func adding(_ right: ManagementRight) -> ManagementRights {
      ManagementRights(rawValue: rawValue | 1 &<< UInt16(right.rawValue))
    }
  }
#endif
