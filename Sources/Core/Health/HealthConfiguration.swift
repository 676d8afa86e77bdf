#if MARTLET_SERVICE
  /// What the configuration says of one VM's health. Times in nanoseconds.
  public struct HealthConfiguration: BitwiseCopyable, Sendable {
    /// The longest time-out of its watchdog in seconds; 0: it has none.
    public var watchdog: UInt32 = 0
    /// The most interrupts in a second; 0: nobody counts.
    public var interrupts: UInt64 = 0
    /// Index of the channel whose first word of the VM's own has to change in each period; a period of 0: none has.
    public var heartbeatChannel = 0
    public var heartbeatPeriod: UInt64 = 0
    public var rules = HealthRules()

    public init() {}

    public static var longestWatchdog: UInt32 { 3600 }
    public static var mostInterrupts: UInt64 { 100_000_000 }
    public static var shortestPeriod: UInt64 { 1_000_000 }
    public static var longestPeriod: UInt64 { 3600_000_000_000 }
  }

  /// The same of the machine.
  public struct MachineHealthConfiguration: BitwiseCopyable, Sendable {
    /// The VMs that stay in the safe state, one bit each.
    public var safe: UInt32 = 0
    /// How long the bundle is hashed for, over and over; 0: it is not.
    public var bundlePeriod: UInt64 = 0
    /// How often each core is asked whether it answers; 0: never.
    public var corePeriod: UInt64 = 0
    public var rules = HealthRules()

    public init() {}
  }
#endif
