#if MARTLET_SERVICE
  internal import Core

  // What the control device tells of health: the machine's faults first, then those of each VM that lets itself be observed.

  extension Reference<Machine> {
    /// Of a number: the VM, or nil for the machine, and the fault.
    private func place(ofFault number: UInt64) -> (machine: Int?, fault: HealthFault?) {
      let index = Int(truncatingIfNeeded: number &>> 4)
      return (
        index == 0 ? nil : index &- 1, HealthFault(rawValue: UInt8(truncatingIfNeeded: number & 15))
      )
    }

    /// The first from this number on that happened, and that the service VM may see.
    func nextFault(from first: UInt64) -> UInt64? {
      let rights = ManagedView(machine: self)
      let end = UInt64(truncatingIfNeeded: record.machineCount &+ 1) &<< 4
      var number = first
      while number < end {
        let (machine, fault) = place(ofFault: number)
        if let fault, machine.map({ rights.rights(ofMachine: $0).contains(.observe) }) ?? true,
          entry(of: fault, machine).count > 0
        {
          return number
        }
        number &+= 1
      }
      return nil
    }

    private func entry(of fault: HealthFault, _ machine: Int?) -> HealthAccount.Entry {
      let monitor = record.health
      monitor.record.lock.lock(core: CPU.current.record.index)
      defer { monitor.record.lock.unlock() }
      guard let machine else { return monitor.record.account[fault] }
      guard let found = record.virtualMachine(machine) else { return HealthAccount.Entry() }
      return found.record.service.record.health.account[fault]
    }

    @inline(never)
    func writeHealth(_ number: UInt64, to message: inout ControlMessage) {
      let (machine, found) = place(ofFault: number)
      guard let fault = found else { return }
      let entry = entry(of: fault, machine)
      HealthRecord(
        machine: machine.map { UInt8(truncatingIfNeeded: $0) } ?? ManagementEvent.nobody,
        fault: fault, reaction: entry.reaction, count: entry.count,
        time: nanoseconds(entry.time &- record.bootTime), detail: entry.detail
      ).write(to: &message)
    }
  }
#endif
