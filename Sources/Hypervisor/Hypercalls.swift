internal import AArch64
internal import CAArch64
internal import Core

// PSCI and SMCCC for guests, by HVC and by SMC alike. Source: Arm DEN0022, DEN0028.

extension Reference<VirtualCPU> {
  @inline(__always)
  func call(immediate: UInt16) {
    let registers = GuestRegisters(self)
    let function = UInt32(truncatingIfNeeded: registers[0])
    // Immediates but zero are reserved.
    guard immediate == 0 else {
      registers[0] = PSCIStatus.notSupported.register
      return
    }
    if function == 0x8400_0000 {
      registers[0] = PSCIStatus.version
      return
    }
    if let call = PSCICall(function: function, registers[1], registers[2], registers[3]) {
      handle(call)
    } else {
      handle(SMCCCCall(function: function, registers[1]))
    }
  }

  @inline(never)
  private func handle(_ call: PSCICall) {
    let registers = GuestRegisters(self)
    let machine = record.machine
    switch call {
    case .version: registers[0] = PSCIStatus.version
    case .features(let function): registers[0] = PSCICall.features(of: function).register
    case .cpuSuspend(let state, _, _):
      registers[0] =
        (PSCICall.isValidPowerState(state) ? suspend() : .invalidParameters).register
    case .cpuOff:
      record.power.turnOff()
      record.mailbox.post(VirtualCPU.attention)
    case .cpuOn(let target, let entry, let context):
      registers[0] = turnOn(target, entry: entry, context: context).register
    case .affinityInfo(let target, let level):
      registers[0] = affinityInformation(target, level: level)
    case .migrateInfoType: registers[0] = PSCIStatus.migrationNotNeeded
    case .systemOff: machine.leave(.guestOff)
    case .systemReset: machine.leave(.guestReset)
    case .systemReset2(let type, _):
      // Only the architectural warm reset; vendor resets have bit 31 set.
      if type == 0 {
        machine.leave(.guestReset)
      } else {
        registers[0] = PSCIStatus.invalidParameters.register
      }
    case .unsupported: registers[0] = PSCIStatus.notSupported.register
    }
  }

  private func turnOn(_ target: UInt64, entry: UInt64, context: UInt64) -> PSCIStatus {
    let machine = record.machine
    guard let index = machine.index(ofAffinity: target) else { return .invalidParameters }
    guard machine.hasMemory(at: entry) else { return .invalidAddress }
    let other = machine.virtualCPU(index)
    let status = other.record.power.request(entry: entry, context: context)
    if status == .success { other.kick() }
    return status
  }

  private func affinityInformation(_ target: UInt64, level: UInt64) -> UInt64 {
    guard level == 0, let index = record.machine.index(ofAffinity: target) else {
      return PSCIStatus.invalidParameters.register
    }
    return record.machine.virtualCPU(index).record.power.affinityInformation
  }

  /// CPU_SUSPEND: waits for an interrupt here. A power-down request may be answered like a standby request (DEN0022,
  /// section 5.4.5), and a bound core loses nothing by it.
  @inline(never) private func suspend() -> PSCIStatus {
    #if MARTLET_SHARING
      if isShared {
        sleepSoon()
        return .success
      }
    #endif
    if record.machine.record.mode == .virtual {
      if record.mailbox.hasMail || record.interrupts.needsSynchronization
        || record.interrupts.hasPendingInterrupt()
      {
        return .success
      }
      sleep()
    } else {
      waitForGuest()
    }
    return .success
  }

  @inline(never)
  private func handle(_ call: SMCCCCall) {
    let registers = GuestRegisters(self)
    switch call {
    case .version: registers[0] = SMCCCCall.conventionVersion
    case .architectureFeatures(let function):
      registers[0] = Workarounds.features(of: function)
    case .workaround(let function):
      registers[0] = Workarounds.run(function)
    case .hypervisorIdentifier:
      let words = HypervisorIdentifier.words
      registers[0] = words.0
      registers[1] = words.1
      registers[2] = words.2
      registers[3] = words.3
    case .readCounter(let index):
      if let value = record.counters.value(at: index) {
        registers[0] = 0
        registers[1] = value
      } else {
        registers[0] = PSCIStatus.notSupported.register
      }
    #if MARTLET_TEST_HOOKS
      case .testTrap(let kind): TestHooks.trap(kind, self)
    #endif
    #if MARTLET_SHARING
      case .unsupported: registers[0] = answerOther()
    #else
      case .unsupported: registers[0] = PSCIStatus.notSupported.register
    #endif
    }
  }
}

/// Firmware workarounds for speculation, passed on to the board's firmware.
enum Workarounds {
  static func features(of function: UInt32) -> UInt64 {
    switch function {
    case SMCCCCall.versionFunction, 0x8000_0001: 0
    #if MARTLET_SHARING
      case StolenTimeCall.featuresFunction: 0
    #endif
    case 0x8000_8000, 0x8000_7FFF, 0x8000_3FFF:
      Firmware.architectureCall(
        0x8000_0001, UInt64(function), usesHypervisorCall: Machine.usesHypervisorCall)
    default: PSCIStatus.notSupported.register
    }
  }

  #if MARTLET_SHARING
    /// The one that this core needs when it goes from one guest to another, or 0. `SMCCC_ARCH_WORKAROUND_3` does what
    /// `SMCCC_ARCH_WORKAROUND_1` does, too. Source: Arm DEN0028, sections 7.5 and 7.9.
    static var betweenGuests: UInt32 {
      if features(of: 0x8000_3FFF) == 0 { return 0x8000_3FFF }
      return features(of: 0x8000_8000) == 0 ? 0x8000_8000 : 0
    }
  #endif

  static func run(_ function: UInt32) -> UInt64 {
    guard Int64(bitPattern: features(of: function)) >= 0 else {
      return PSCIStatus.notSupported.register
    }
    return Firmware.architectureCall(
      function, 0, usesHypervisorCall: Machine.usesHypervisorCall)
  }
}
