#if MARTLET_SERVICE
  /// What a VM can ask of the machine by the control device.
  public enum ControlCall: Equatable, BitwiseCopyable, Sendable {
    /// How much there is of what, and who asks.
    case describe
    /// What the monitor can do, too. Not `listEvents`, which is `events` here.
    case management(ManagementCall)
    /// Those with this number and higher ones, as far as they are kept.
    case events(from: UInt64)
    case health

    /// In the field for the operation, behind the numbers of `ManagementOperation`.
    static var describeNumber: UInt16 { 0x100 }
    static var healthNumber: UInt16 { 0x101 }
  }
#endif
