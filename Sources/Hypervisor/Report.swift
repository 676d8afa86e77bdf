internal import AArch64
internal import Core

// The report that ends a run: machine-readable lines, read by `martlet run`.

extension TextBuffer {
  /// The name of a VM.
  @inline(never)
  mutating func append(machine: Reference<VirtualMachine>) {
    var index = 0
    while index < machine.record.configuration.name.count {
      append(byte: machine.record.configuration.name[index])
      index &+= 1
    }
  }
}

extension Reference<Machine> {
  /// Ticks as microseconds; whole seconds apart, so that nothing overflows.
  func microseconds(_ ticks: UInt64) -> UInt64 {
    let frequency = max(record.frequency, 1)
    return ticks / frequency &* 1_000_000 &+ ticks % frequency &* 1_000_000 / frequency
  }

  /// The state of every VM and what its virtual cores cost. Other cores' counters may be read a moment apart.
  func report() {
    for index in 0..<record.machineCount {
      guard let machine = record.virtualMachine(index) else { continue }
      reportMachine(machine)
      for number in 0..<machine.record.virtualCPUCount {
        reportVirtualCPU(machine, machine.virtualCPU(number))
      }
    }
    var line = LogLine()
    line.append(
      "report machine uptime-us=", decimal: microseconds(Counter.read() &- record.bootTime))
    line.append(" frames-used=", decimal: record.frames.pool.used / Granule.size)
    line.append(" image-bytes=", decimal: ImageLayout.size)
    write(&line)
  }

  private func reportMachine(_ machine: Reference<VirtualMachine>) {
    var line = LogLine()
    line.append("report vm=")
    line.append(machine: machine)
    line.append(" state=")
    switch machine.record.lifecycle.phase {
    case .off: line.append("off")
    case .failed: line.append("failed")
    case .leaving: line.append("leaving")
    default: line.append("running")
    }
    line.append(" starts=", decimal: machine.record.starts)
    line.append(" resets=", decimal: UInt64(machine.record.policy.resets))
    line.append(" failures=", decimal: UInt64(machine.record.policy.failures))
    line.append(" boot-us=", decimal: microseconds(machine.record.bootTime))
    write(&line)
  }

  private func reportVirtualCPU(
    _ machine: Reference<VirtualMachine>, _ virtualCPU: Reference<VirtualCPU>
  ) {
    var line = LogLine()
    line.append("report vm=")
    line.append(machine: machine)
    line.append(" vcpu=", decimal: virtualCPU.record.index)
    line.append(" exits=", decimal: virtualCPU.record.counters.total)
    for number in 0..<UInt8(19) {
      guard let cause = ExitCause(rawValue: number) else { continue }
      let count = virtualCPU.record.counters.count(of: cause)
      if count > 0 {
        line.append(" ")
        line.append(cause.name)
        line.append("=", decimal: count)
      }
    }
    line.append(" injected=", decimal: virtualCPU.record.interrupts.injectedCount)
    line.append(" maintenance=", decimal: virtualCPU.record.interrupts.maintenanceCount)
    line.append(" el2-us=", decimal: microseconds(virtualCPU.record.counters.time))
    write(&line)
  }

  /// Logs a line of the report, making room for it first: a report is not cut.
  private func write(_ line: inout LogLine) {
    let cpu = CPU.current
    let start = Counter.read()
    while Counter.read() &- start < record.frequency {
      if record.rings.record.log(core: Int(cpu.record.index), &line) { break }
      cpu.drainConsole()
    }
    cpu.drainConsole()
  }
}
