internal import CGuestSupport

/// PSCI calls by the conduit that the device tree names (Arm DEN0022).
public enum PowerControl {
  /// What a call returned in x0 to x3.
  public struct Result {
    public var x0, x1, x2, x3: UInt64
    init(_ result: guest_call_result) {
      (x0, x1, x2, x3) = (result.x0, result.x1, result.x2, result.x3)
    }
  }

  /// True when the device tree names SMC, not HVC.
  public static var isBySecureCall: Bool { SupportWord[SupportWord.conduit] == 2 }

  /// One call by HVC or SMC (Arm DEN0028).
  @discardableResult
  public static func call(
    _ function: UInt64, _ first: UInt64 = 0, _ second: UInt64 = 0, _ third: UInt64 = 0
  ) -> Result {
    Result(
      SupportWord[SupportWord.conduit] == 2
        ? guest_smc(function, first, second, third) : guest_hvc(function, first, second, third))
  }

  /// `SYSTEM_OFF`.
  public static func off() -> Never {
    call(0x8400_0008)
    while true { guest_wait_for_interrupt() }
  }

  /// `SYSTEM_RESET`.
  public static func reset() -> Never {
    call(0x8400_0009)
    while true { guest_wait_for_interrupt() }
  }

  /// `CPU_ON` of CPU `index` (1 to 7, the device tree's order): it arrives in `guest_secondary_main`.
  /// Zero, or PSCI's error as two's complement.
  @discardableResult
  public static func startCPU(_ index: Int) -> UInt64 {
    call(
      0xc400_0003, Platform.affinity(index), guest_address_of_guest_secondary_start(),
      UInt64(index & 7)
    ).x0
  }
}
