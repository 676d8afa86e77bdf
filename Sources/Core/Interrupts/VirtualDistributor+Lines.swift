/// Interrupts from emulated devices and from the board. Any core, with the VM's interrupt lock held.
///
/// After each change the image calls `show`, where a vCPU of this VM runs on the calling core, or asks who is to be told:
/// it posts `InterruptMailbox.distributorChanged` to these vCPUs and kicks their cores.
extension VirtualDistributor {
  /// An emulated device's line has this level now. False if it had it before.
  public mutating func setLine(_ intid: UInt32, isHigh: Bool) -> Bool {
    guard let index = Self.index(intid) else { return false }
    let bit = Self.bit(index)
    let bank = index &>> 5
    if (banks[bank].line & bit != 0) == isHigh { return false }
    banks[bank].line ^= bit
    if isHigh {
      banks[bank].latch |= banks[bank].edge & bit
    } else {
      banks[bank].counted &= banks[bank].edge | ~bit
    }
    return true
  }

  /// A physical shared interrupt was acknowledged and its priority dropped on this core; it stays
  /// active until the guest ends it. One that is not the VM's is deactivated, and false answered.
  public mutating func physicalInterrupt(_ intid: UInt32) -> Bool {
    guard let index = Self.index(intid) else { return false }
    let bit = Self.bit(index)
    guard banks[index &>> 5].hardware & bit != 0 else {
      #if MARTLET_SHARING
        Hardware.leaveOver(intid)
      #else
        Hardware.deactivate(intid)
      #endif
      return false
    }
    banks[index &>> 5].arrived |= bit
    return true
  }

  /// The direct way of a shared interrupt that has changed. If it concerns `vcpu` alone, which runs on this core, the
  /// list register follows at once, and the others stay as they are. False if not: then ask `toBeTold`.
  public mutating func show(
    _ intid: UInt32, on vcpu: inout VirtualCPUInterrupts<Hardware>
  ) -> Bool {
    guard let index = Self.index(intid), Int(route[index]) == vcpu.index,
      vcpu.groups == control, !vcpu.hasOverflow
    else { return false }
    let bank = index &>> 5
    let bit = Self.bit(index)
    var register = -1
    if banks[bank].listed & bit != 0 {
      register = Int(owner[index]) == vcpu.index ? vcpu.register(of: intid) : -1
      guard register >= 0 else { return false }
      banks[bank].unlist(
        bit, value: Hardware.readListRegister(register), isLatched: vcpu.isLatched(register))
    } else if banks[bank].active & bit != 0 {
      return false
    }
    let isForwarded = forwarded(bank) & bit != 0
    if banks[bank].active & bit != 0 || isForwarded && banks[bank].pending & bit != 0 {
      if register < 0 { register = vcpu.freeRegister() }
      guard register >= 0 else { return false }
      var isLatched = false
      let value = list(
        index, isForwarded: isForwarded, on: vcpu.index, isLatched: &isLatched,
        injected: &vcpu.injectedCount)
      vcpu.fill(register, intid, value, isLatched: isLatched)
    } else if register >= 0 {
      vcpu.release(register)
      Hardware.writeListRegister(register, 0)
    }
    return true
  }

  /// The vCPUs to tell that an interrupt has changed, one bit each.
  public mutating func toBeTold(_ intid: UInt32) -> UInt32 {
    guard let index = Self.index(intid) else { return 0 }
    return toBeTold(index &>> 5, Self.bit(index))
  }

  /// The vCPUs concerned when `bits` of a bank have become pending, enabled or otherwise different:
  /// the owner of one that is listed or active, the routed one of another that can be shown.
  @inline(never)
  mutating func toBeTold(_ bank: Int, _ bits: UInt32) -> UInt32 {
    let owned = bits & (banks[bank].listed | banks[bank].active)
    var rest = owned | (bits & banks[bank].pending & forwarded(bank))
    var vcpus: UInt32 = 0
    while rest != 0 {
      let bit = rest & (0 &- rest)
      let index = bank &<< 5 &+ rest.trailingZeroBitCount
      rest &= rest &- 1
      let vcpu = owned & bit != 0 ? owner[index] : route[index]
      if vcpu != Self.unrouted { vcpus |= 1 &<< UInt32(vcpu & 7) }
    }
    return vcpus
  }
}
