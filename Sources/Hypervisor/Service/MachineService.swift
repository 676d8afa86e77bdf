#if MARTLET_SERVICE
  internal import Core

  /// What a VM has of the bus, of channels and of the control device. Constant after boot but for `bus` and `window`, which its `deviceLock`
  /// guards, and for `health`.
  struct MachineService: ~Copyable {
    var bus = PCIBus()
    var window = PCIMemoryWindow(table: nil)
    /// By slot: the address of the end of a channel, or 0.
    var ends = InlineArray<16, UInt64>(repeating: 0)
    /// Address of the `ControlPort`, or 0 in all VMs but one.
    var control: UInt64 = 0
    /// Address of the channel to the other VM of its pair, or 0.
    var pair: UInt64 = 0
    /// Where the package lies that the VM was created from, physical; empty for a VM of the scenario.
    var package = AddressRange(start: 0, size: 0)
    var health = MachineHealth()
  }
#endif
