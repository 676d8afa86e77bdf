internal import Core

extension Planner {
  /// The lowest holes behind all VMs' memory, in scenario order.
  static func place(
    _ channels: [CheckedScenario.Channel], in placement: inout PhysicalPlacement
  ) throws(PlanningError) -> [UInt64] {
    var places: [UInt64] = []
    for (index, channel) in channels.enumerated() {
      do {
        let range = try placement.place(size: channel.size, owner: -1 - index)
        places.append(range.lowerBound)
      } catch {
        throw .channel(channel.name)
      }
    }
    return places
  }

  /// Gives each end its place in its VM: in a VM with list registers on a PCI bus, in a `direct` one at fixed addresses
  /// with a spare interrupt.
  static func channels(
    _ channels: [CheckedScenario.Channel], memory: [UInt64],
    machines: inout [VirtualMachinePlan], spares: inout ArraySlice<UInt32>
  ) throws(PlanningError) -> [ChannelPlan] {
    var slots = Array(repeating: PCIPlatform.firstChannelSlot, count: machines.count)
    var next = machines.map { machine in
      if machine.isService { return PCIPlatform.memoryBase + PCIPlatform.memoryBlock }
      return machine.interruptMode == .virtual
        ? PCIPlatform.memoryBase : ChannelPlatform.memoryBase
    }
    var plans: [ChannelPlan] = []
    for (channel, physical) in zip(channels, memory) {
      var plan = ChannelPlan(
        name: channel.name, parts: channel.parts, physical: physical, ends: [],
        standby: channel.standby)
      for machine in channel.machines {
        let slot = slots[machine]
        slots[machine] += 1
        let end: ChannelPlan.End
        if machines[machine].interruptMode == .virtual {
          // A BAR is as large as a power of two, and lies at a multiple of it.
          var window = PCIPlatform.memoryBlock
          while window < plan.size { window *= 2 }
          end = .init(
            machine: machine, slot: slot, interrupt: PCIPlatform.interrupt(ofSlot: slot),
            registers: PCIPlatform.registerBase + UInt64(slot) * ChannelRegisters.size,
            memory: roundUp(next[machine], to: window))
          next[machine] = end.memory + window
          machines[machine].hasPCI = true
        } else {
          guard let spare = spares.popFirst() else {
            throw .noSpareInterrupt(machine: machines[machine].name)
          }
          end = .init(
            machine: machine, slot: slot, interrupt: spare,
            registers: ChannelPlatform.registerBase + UInt64(slot) * ChannelRegisters.size,
            memory: next[machine])
          next[machine] = roundUp(end.memory + plan.size, to: PCIPlatform.memoryBlock)
          machines[machine].channels.append(
            .init(name: channel.name, end: end, size: plan.size))
        }
        plan.ends.append(end)
      }
      plans.append(plan)
    }
    return plans
  }
}
