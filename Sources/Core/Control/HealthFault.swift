#if MARTLET_SERVICE
  /// What can go wrong with a VM, or with the machine.
  public enum HealthFault: UInt8, BitwiseCopyable, Sendable {
    /// The guest did not come back to its watchdog in time.
    case watchdog = 0
    /// Nothing came over its channel in time.
    case heartbeat = 1
    case exitRate = 2
    case interruptRate = 3
    /// The guest cannot go on.
    case crash = 4
    /// EL2 trapped while it served the VM.
    case hypervisorTrap = 5
    /// A real-time guarantee was missed.
    case guarantee = 6
    case stuckCore = 7
    /// The bundle in memory is not what it was at boot.
    case bundle = 8
    /// The hardware told of an error.
    case hardware = 9

    public static var count: UInt8 { 10 }

    public var word: RawSpan {
      @_lifetime(immortal)
      get { Self.words.row(rawValue, of: 16) }
    }

    private static var words: StaticString {
      """
      watchdog\0       \
      heartbeat\0      \
      exit-rate\0      \
      interrupt-rate\0 \
      crash\0          \
      hypervisor-trap\0\
      guarantee\0      \
      stuck-core\0     \
      bundle\0         \
      hardware\0
      """
    }
  }
#endif
