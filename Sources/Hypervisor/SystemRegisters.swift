internal import AArch64
internal import CAArch64
internal import Core

// Trapped system registers: identification, SGIs, and what is kept from guests.

extension Reference<VirtualCPU> {
  @inline(__always)
  func emulate(_ access: SystemRegisterAccess) {
    let name = access.name
    let isRead = access.isRead
    if isRead, let index = IdentificationRegisters.index(of: name) {
      record.counters.count(.systemRegister)
      if record.identification[index] == 0 { identify(index) }
      GuestRegisters(self)[access.register] = ~record.identification[index]
      advance()
    } else if !isRead, name == SystemRegister.softwareInterruptGroup1 {
      record.counters.count(.sgi)
      sendSoftwareInterrupt(GuestRegisters(self)[access.register], group: 1)
      advance()
    } else {
      emulateOther(access, name)
    }
  }

  @inline(never)
  private func identify(_ index: Int) {
    record.identification[index] = ~record.machine.record.identification.value(
      index, hardware: martlet_read_id_register(UInt64(truncatingIfNeeded: index)))
  }

  @inline(never)
  private func emulateOther(_ access: SystemRegisterAccess, _ name: SystemRegisterName) {
    record.counters.count(.systemRegister)
    #if MARTLET_SHARING
      if SystemRegister.isSetWay(name) { return cleanSoon() }
    #endif
    let registers = GuestRegisters(self)
    if record.machine.record.mode.trapsCommonRegisters, emulateInterface(access) {
      advance()
      return
    }
    switch SystemRegister.treatment(of: name) {
    case .softwareInterrupt(let group):
      guard !access.isRead else { return injectUndefined() }
      if group != .aliased {
        sendSoftwareInterrupt(registers[access.register], group: group == .group0 ? 0 : 1)
      }
    case .readsZero:
      if access.isRead { registers[access.register] = 0 }
    case .undefined:
      return injectUndefined()
    }
    advance()
  }

  private func sendSoftwareInterrupt(_ value: UInt64, group: UInt32) {
    let machine = record.machine
    guard machine.record.mode == .virtual else {
      if group == 1 { sendPhysically(value) }
      return
    }
    let request = SoftwareInterrupt(value)
    var targets = machine.record.distributor.affinities.targets(of: request, sender: record.index)
    let mail = request.mail(group: group)
    let own: UInt32 = 1 &<< UInt32(truncatingIfNeeded: record.index)
    if targets & own != 0 { record.interrupts.accept(mail) }
    targets &= ~own
    while targets != 0 {
      let target = machine.virtualCPU(targets.trailingZeroBitCount)
      targets &= targets &- 1
      target.record.mailbox.post(mail)
      target.kick()
    }
  }
}
