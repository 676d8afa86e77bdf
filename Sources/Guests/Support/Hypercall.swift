internal import CGuestSupport

/// Martlet's own hypercalls (docs/hypercalls.md), asked for without assuming that Martlet is there.
public enum Hypercall {
  /// True when the vendor hypervisor UID is Martlet's, 376abfd3-b882-4647-8467-5af78c0be03b.
  public static var isMartlet: Bool {
    // Through a probe, because without a hypervisor HVC may be undefined; so only x0 and x1 are seen.
    let probe = Probe.hypervisorCall(0x8600_ff01)
    guard !probe.faulted, probe.value & 0xffff_ffff == 0xd3bf_6a37 else { return false }
    let answer = guest_hvc(0x8600_ff01, 0, 0, 0)
    return answer.x1 & 0xffff_ffff == 0x4746_82b8 && answer.x2 & 0xffff_ffff == 0xf75a_6784
      && answer.x3 & 0xffff_ffff == 0x3be0_0b8c
  }

  /// The running vCPU's counter `index` (0: all exits so far), or nil when there is no such counter.
  public static func counter(_ index: UInt64) -> UInt64? {
    let answer = guest_hvc(0x8600_0001, index, 0, 0)
    return answer.x0 == 0 ? answer.x1 : nil
  }
}
