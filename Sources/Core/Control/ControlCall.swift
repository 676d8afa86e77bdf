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
    /// A package of so many bytes is to come; what there was of one before is forgotten. 0: none is to come.
    case beginPackage(size: UInt64)
    /// So many bytes behind the rings are those of the package at this place.
    case putPackage(offset: UInt64, count: UInt64)
    /// A VM is made of the package.
    case create
    /// What is kept for VMs that are created, and how much of it is used.
    case resources
    /// These addresses of the service VM's memory are given for VMs that are created.
    case giveMemory(AddressRange)
    /// It gets those back.
    case takeMemory(AddressRange)
    /// What a VM printed, from this position on, as far as it is kept: a piece of it.
    case readConsole(machine: Int, from: UInt64)
    /// These bytes are typed to a VM.
    case writeConsole(machine: Int, ConsoleKeys)
    case listChannels
    /// What a core's trace has, from the event of one number on and up to that of another: a piece of it.
    case readTrace(core: Int, from: UInt64, before: UInt64)

    /// In the field for the operation, behind the numbers of `ManagementOperation`.
    static var describeNumber: UInt16 { 0x100 }
    static var healthNumber: UInt16 { 0x101 }
    static var beginPackageNumber: UInt16 { 0x102 }
    static var putPackageNumber: UInt16 { 0x103 }
    static var createNumber: UInt16 { 0x104 }
    static var resourcesNumber: UInt16 { 0x105 }
    static var giveMemoryNumber: UInt16 { 0x106 }
    static var takeMemoryNumber: UInt16 { 0x107 }
    static var readConsoleNumber: UInt16 { 0x120 }
    static var writeConsoleNumber: UInt16 { 0x121 }
    static var listChannelsNumber: UInt16 { 0x122 }
    static var readTraceNumber: UInt16 { 0x123 }
  }
#endif
