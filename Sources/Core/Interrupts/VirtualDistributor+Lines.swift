/// Interrupts from emulated devices and from the board. Any core, with the VM's interrupt lock held.
///
/// Each call answers the vCPUs that have to look, one bit each: the image posts
/// `InterruptMailbox.distributorChanged` to them and kicks their cores.
extension VirtualDistributor {
  /// An emulated device's line has this level now.
  public mutating func setLine(_ intid: UInt32, isHigh: Bool) -> UInt32 {
    guard let index = Self.index(intid) else { return 0 }
    let bit = Self.bit(index)
    let bank = index &>> 5
    if (banks[bank].line & bit != 0) == isHigh { return 0 }
    if isHigh {
      banks[bank].line |= bit
      banks[bank].latch |= banks[bank].edge & bit
      return toBeTold(bank, banks[bank].pending & bit)
    }
    banks[bank].line &= ~bit
    if banks[bank].edge & bit != 0 { return 0 }
    banks[bank].counted &= ~bit
    // Listed: pending state has to be taken back, or the end needs no notice any more.
    return banks[bank].listed & bit != 0 ? 1 &<< UInt32(owner[index] & 7) : 0
  }

  /// An edge on the line of an edge-triggered interrupt; nothing for a level-sensitive one.
  public mutating func pulse(_ intid: UInt32) -> UInt32 {
    guard let index = Self.index(intid) else { return 0 }
    let edge = banks[index &>> 5].edge & Self.bit(index)
    banks[index &>> 5].latch |= edge
    return toBeTold(index &>> 5, edge)
  }

  /// A physical shared interrupt was acknowledged and its priority dropped on this core; it stays
  /// active until the guest ends it. One that is not the VM's is deactivated.
  public mutating func physicalInterrupt(_ intid: UInt32) -> UInt32 {
    guard let index = Self.index(intid) else { return 0 }
    let bit = Self.bit(index)
    guard banks[index &>> 5].hardware & bit != 0 else {
      Hardware.deactivate(intid)
      return 0
    }
    banks[index &>> 5].arrived |= bit
    return toBeTold(index &>> 5, bit)
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
