/// What must hold between the distributor and its vCPUs at every exit; for tests and fuzzing.
extension InterruptBank {
  /// The first broken rule, nil if all hold.
  mutating func brokenRule() -> StaticString? {
    if arrived & ~hardware != 0 { return "an arrival without hardware behind it" }
    if backed & ~hardware != 0 { return "active by hardware that is not there" }
    if arrived & backed != 0 { return "one physical interrupt counted twice" }
    if backed & ~active != 0 { return "backed but not active" }
    if listed & active != 0 { return "active both here and in a list register" }
    if listed & backed != 0 { return "backed both here and in a list register" }
    return nil
  }
}

extension VirtualCPUInterrupts {
  /// The first broken rule of this vCPU's private state and list registers, nil if all hold. On the
  /// owning core.
  public mutating func brokenRule(
    _ distributor: inout VirtualDistributor<Hardware>
  ) -> StaticString? {
    if let rule = bank.brokenRule() { return rule }
    if usedRegisters & ~allRegisters != 0 { return "a list register that does not exist" }
    if latchedRegisters & ~usedRegisters != 0 { return "a latch in an unused list register" }
    if forwarded != bank.enabled & bank.inGroups(enabledBy: groups) {
      return "forwarding is out of date"
    }
    if direct & (bank.active | ~forwarded) != 0 { return "the direct way is open too far" }
    if hasOverflow && direct != 0 { return "the direct way would overtake" }
    var seen: UInt32 = 0
    for register in 0..<16 {
      let isUsed = usedRegisters &>> UInt32(register) & 1 != 0
      if !isUsed {
        if allRegisters &>> UInt32(register) & 1 != 0 {
          let value = ListRegister(rawValue: Hardware.readListRegister(register))
          if value.isOccupied { return "an occupied list register that nobody filled" }
        }
        continue
      }
      let value = ListRegister(rawValue: Hardware.readListRegister(register))
      let intid = UInt32(listedIntid[register])
      if value.intid != intid { return "a list register shows another interrupt" }
      if intid < 32 {
        if seen &>> intid & 1 != 0 { return "two list registers show one interrupt" }
        seen |= 1 &<< intid
        if bank.listed &>> intid & 1 == 0 { return "a list register without its listed bit" }
        if Int(privateRegister[Int(intid)]) != register { return "the wrong register is noted" }
      } else if !distributor.isListed(intid, on: index) {
        return "a list register that the distributor does not know"
      }
      let both = ListRegister.pending | ListRegister.active
      if value.rawValue & ListRegister.hardware != 0 && value.rawValue & both == both {
        return "pending and active on hardware"
      }
    }
    return bank.listed == seen ? nil : "a listed bit without its list register"
  }
}

extension VirtualDistributor {
  mutating func isListed(_ intid: UInt32, on vcpu: Int) -> Bool {
    guard let index = Self.index(intid) else { return false }
    return banks[index &>> 5].listed & Self.bit(index) != 0 && Int(owner[index]) == vcpu
  }

  /// The first broken rule of the shared state, nil if all hold.
  public mutating func brokenRule() -> StaticString? {
    for bank in 0..<8 {
      if let rule = banks[bank].brokenRule() { return rule }
    }
    for index in 0..<256 {
      let any = anyCore[index &>> 5] & Self.bit(index) != 0
      if route[index] != routeTarget(affinity: routerAffinity[index], any: any) {
        return "a route that is not what the router register says"
      }
      let isOwned = (banks[index &>> 5].listed | banks[index &>> 5].active) & Self.bit(index) != 0
      if isOwned && Int(owner[index]) >= affinities.count { return "an owner that does not exist" }
    }
    return nil
  }
}
