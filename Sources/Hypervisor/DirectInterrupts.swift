internal import AArch64
internal import CAArch64
internal import Core

// `direct` VMs own their cores' interrupts; here the CPU interface and the private interrupts change hands.

extension Reference<VirtualCPU> {
  /// The core's interrupts become the guest's, as after reset.
  func handOverInterrupts() {
    preconditionFailure()
  }

  /// The core's interrupts are the hypervisor's again, whatever the guest left.
  func takeInterruptsBack() {
    preconditionFailure()
  }
}

extension Reference<CPU> {
  /// Makes the core leave its guest even where the guest takes all interrupts itself.
  func recall() {
    kick()
  }
}
