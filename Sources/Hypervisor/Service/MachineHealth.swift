#if MARTLET_SERVICE
  internal import Core
  internal import Synchronization

  /// What is watched of one VM, and what was found.
  ///
  /// `account` and `decision` are guarded by the monitor's lock, `watchdog` by the VM's `deviceLock`; the atomics are for all
  /// cores, and the rest is constant after boot or belongs to the console core.
  struct MachineHealth: ~Copyable {
    /// Times in ticks. Constant after boot.
    var configuration = HealthConfiguration()
    /// Physical address of the word that is to change, or 0.
    var heartbeatAddress: UInt64 = 0

    var account = HealthAccount()
    /// What follows when the VM has left as `unhealthy`.
    var decision = HealthDecision(.stop)

    var watchdog = WatchdogTimer(longest: 0)
    /// When it bites. Who finds that it has takes the time away.
    let deadline = Atomic<UInt64>(.max)
    /// Faults that were found where nothing can be done about them, one bit each; and what more there is to say.
    let noticed = Atomic<UInt32>(0)
    var details = InlineArray<10, UInt64>(repeating: 0)
    /// When the VM starts again.
    let restartTime = Atomic<UInt64>(.max)

    /// Since when it is being left; 0: it is not. All ones: that took too long, and was told.
    var leavingSince: UInt64 = 0
    /// The VM's starts when the next two began anew.
    var starts: UInt64 = 0
    var rate = EventRate()
    var heartbeat = Heartbeat()
  }
#endif
