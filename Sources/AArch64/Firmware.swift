internal import CAArch64

/// The board's own PSCI. Source: Arm DEN0022.
public enum Firmware {
  private static func call(
    _ usesHypervisorCall: Bool, _ function: UInt64, _ a1: UInt64 = 0, _ a2: UInt64 = 0,
    _ a3: UInt64 = 0
  ) -> UInt64 {
    usesHypervisorCall
      ? martlet_hvc(function, a1, a2, a3) : martlet_smc(function, a1, a2, a3)
  }

  /// Starts the core with `affinity` (affinity bits only) at `entry` with `context` in X0; 0 is success.
  public static func startCore(
    _ affinity: UInt64, entry: UInt64, context: UInt64, usesHypervisorCall: Bool
  ) -> UInt64 {
    call(usesHypervisorCall, 0xC400_0003, affinity, entry, context)
  }

  #if MARTLET_SHARING
    /// Sleeps in a state in which the core keeps all that it has, until an interrupt comes; 0 is success. Arm:
    /// `CPU_SUSPEND`, whose entry and context are of no meaning then (DEN0022, section 5.4.3).
    public static func suspend(_ state: UInt32, usesHypervisorCall: Bool) -> UInt64 {
      call(usesHypervisorCall, 0xC400_0001, UInt64(state))
    }
  #endif

  /// Switches the board off. Comes back only where firmware cannot.
  public static func switchOff(usesHypervisorCall: Bool) {
    _ = call(usesHypervisorCall, 0x8400_0008)
  }

  #if MARTLET_SERVICE
    /// Resets the board. Comes back only where firmware cannot.
    public static func reset(usesHypervisorCall: Bool) {
      _ = call(usesHypervisorCall, 0x8400_0009)
    }
  #endif

  /// Asks firmware about an SMCCC architecture function, or runs a workaround without arguments.
  public static func architectureCall(
    _ function: UInt32, _ argument: UInt64, usesHypervisorCall: Bool
  ) -> UInt64 {
    call(usesHypervisorCall, UInt64(function), argument)
  }
}
