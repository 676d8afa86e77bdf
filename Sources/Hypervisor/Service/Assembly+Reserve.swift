#if MARTLET_SERVICE
  internal import AArch64
  internal import CAArch64
  internal import Core
  internal import Scheduling

  extension Assembly {
    /// What is kept for VMs that are created while the machine runs. Their frames are taken now, all that they can need.
    @inline(never)
    func makeReserve(_ machine: Reference<Machine>, _ configuration: Configuration) -> Bool {
      var reserve = ReserveConfiguration()
      do throws(ConfigurationError) {
        try configuration.decode(into: &reserve)
      } catch {
        return true  // decoded before, when it was verified
      }
      guard reserve.machines > 0 else { return true }
      guard let place = Self.take(&machine.record.frames, Reference<Reserve>.size) else {
        return false
      }
      let made = Reference<Reserve>.create(
        at: place,
        Reserve(
          machine: machine, configuration: reserve, identity: configuration.identity,
          first: configuration.virtualMachineCount))
      for index in 0..<reserve.machines {
        // Root tables are the first that is taken of them, and aligned.
        guard
          let frames = machine.record.frames.pool.take(
            reserve.framesPerMachine, alignment: Self.mostRootTables)
        else { return false }
        made.record.slots[index].frames = AddressRange(
          start: frames.base.rawValue, size: frames.size)
      }
      machine.record.reserve = place
      return true
    }

    private static let mostRootTables = 8

    /// Makes the records and tables of a VM, of the machine's frame pool, which is for this VM alone now. Nobody else sees them
    /// yet. Nil where something of it cannot be.
    @inline(never)
    func create(
      _ machine: Reference<Machine>, _ number: Int, _ configuration: Configuration,
      memory: AddressRange, package: AddressRange
    ) -> Reference<VirtualMachine>? {
      var decoded = VirtualMachineConfiguration()
      do throws(ConfigurationError) {
        try configuration.decode(virtualMachine: 0, into: &decoded)
      } catch {
        return nil  // decoded before
      }
      decoded.memory[0] = VirtualMachineConfiguration.Window(
        guest: decoded.memory[0].guest, physical: memory.start)
      guard let translation = makeTranslation(machine, number, &decoded),
        let address = Self.take(&machine.record.frames, Reference<VirtualMachine>.size)
      else { return nil }
      let made = makeMachine(machine, at: address, number, decoded, translation)
      guard createVirtualCPUs(machine, made), makeStates(machine, made),
        makeStolenTime(machine, made), makeService(machine, made)
      else { return nil }
      do throws(ConfigurationError) {
        try configuration.decodeHealth(
          virtualMachine: 0, into: &made.record.service.record.health.configuration)
      } catch {
        return nil  // decoded before
      }
      made.prepareHealth()
      made.record.service.record.package = package
      return made
    }

    /// Records of virtual cores that are on no core yet.
    private func createVirtualCPUs(
      _ machine: Reference<Machine>, _ made: Reference<VirtualMachine>
    ) -> Bool {
      let count = made.record.virtualCPUCount
      // As at boot: none shares a cache line with another.
      let size = (Reference<VirtualCPU>.size &+ 63) & ~63
      guard
        let start = Self.take(&machine.record.frames, size &* UInt64(truncatingIfNeeded: count))
      else { return false }
      for index in 0..<count {
        let address = start &+ size &* UInt64(truncatingIfNeeded: index)
        _ = Reference<VirtualCPU>.create(
          at: address,
          VirtualCPU(
            index: index, affinity: made.record.configuration.affinities[index], machine: made,
            core: machine.record.away, listRegisters: PhysicalInterrupts.listRegisterCount,
            timers: GuestTimers.mask))
        made.record.virtualCPUs[index] = address
      }
      return true
    }
  }
#endif
