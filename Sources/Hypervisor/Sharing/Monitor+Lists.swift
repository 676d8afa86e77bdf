#if MARTLET_SHARING
  internal import AArch64
  internal import Core
  internal import Scheduling
  internal import Synchronization

  // The monitor's tables. Each function gives the line of a number, 0 being the heading, and answers false behind the end.
  // What other cores count is read without waiting for them.

  extension TextBuffer {
    /// Goes on at this column, at least one space further.
    @inline(never)
    mutating func move(to column: Int) {
      repeat { append(byte: 0x20) } while count < column
    }

    /// Part of a whole in per cent, with one place: a whole of 2^54 is far beyond any.
    @inline(never)
    fileprivate mutating func append(share part: UInt64, of whole: UInt64) {
      let share = part &* 1000 / max(whole, 1)
      append(decimal: share / 10)
      append(".", decimal: share % 10)
      append("%")
    }
  }

  extension Reference<Machine> {
    func help(_ position: Int, _ line: inout LogLine) -> Bool {
      guard position < Int(CommandLanguage.commandCount) else { return false }
      let command = UInt8(truncatingIfNeeded: position)
      line.append(CommandLanguage.usage(command))
      line.move(to: 30)
      line.append(CommandLanguage.summary(command))
      return true
    }

    func listMachine(_ position: Int, _ line: inout LogLine) -> Bool {
      let (machines, pools) = nameWidths
      let columns = machines &+ 11
      if position == 0 {
        line.append("VM")
        line.move(to: machines)
        line.append("state")
        line.move(to: columns)
        line.append("pool")
        line.move(to: columns &+ pools)
        line.append("vCPUs  starts      cpu-ms  share")
        return true
      }
      guard let machine = record.virtualMachine(position &- 1) else {
        // Where none is that could be, no line is given.
        return position <= record.machineCount
      }
      line.append(machine: machine)
      line.move(to: machines)
      line.append(machine.state)
      line.move(to: columns)
      append(pool: machine.record.sharing.share.pool, &line)
      line.move(to: columns &+ pools)
      line.append(decimal: UInt64(machine.record.virtualCPUCount))
      line.move(to: columns &+ pools &+ 7)
      line.append(decimal: machine.record.starts)
      line.move(to: columns &+ pools &+ 19)
      let time = machine.runTime
      line.append(decimal: microseconds(time) / 1000)
      line.move(to: columns &+ pools &+ 27)
      line.append(share: time, of: Counter.read() &- record.bootTime)
      return true
    }

    func listVirtualCPU(_ position: Int, _ line: inout LogLine) -> Bool {
      let (machines, _) = nameWidths
      if position == 0 {
        line.append("VM")
        line.move(to: machines)
        line.append("vCPU  state    core  exits       cpu-ms")
        return true
      }
      var rest = position &- 1
      for index in 0..<record.machineCount {
        guard let machine = record.virtualMachine(index) else { continue }
        guard rest >= machine.record.virtualCPUCount else {
          let virtualCPU = machine.virtualCPU(rest)
          line.append(machine: machine)
          line.move(to: machines)
          line.append(decimal: UInt64(rest))
          line.move(to: machines &+ 6)
          virtualCPU.appendPlace(&line, at: machines &+ 15)
          line.move(to: machines &+ 21)
          line.append(decimal: virtualCPU.record.counters.total)
          line.move(to: machines &+ 33)
          line.append(decimal: microseconds(virtualCPU.runTime) / 1000)
          return true
        }
        rest &-= machine.record.virtualCPUCount
      }
      return false
    }

    /// Idle time is what was since the list was given last.
    func listPool(_ position: Int, _ line: inout LogLine) -> Bool {
      let monitor = record.monitor
      let (_, pools) = nameWidths
      if position == 0 {
        guard record.poolCount > 0 else {
          line.append("the scenario has no shared pool")
          monitor.record.position = PoolConfiguration.mostPools &+ 1
          return true
        }
        line.append("pool")
        line.move(to: pools)
        line.append("scheduler       vCPUs  idle by core")
        return true
      }
      let index = position &- 1
      guard index < record.poolCount, let pool = pool(index) else {
        if index == record.poolCount { monitor.record.idleAsked = Counter.read() }
        return false
      }
      append(pool: index, &line)
      line.move(to: pools)
      line.append(pool.record.pool.policy.scheduler.name)
      line.move(to: pools &+ 16)
      var count = 0
      for number in 0..<record.machineCount {
        if let machine = record.virtualMachine(number),
          machine.record.sharing.share.pool == index
        {
          count &+= machine.record.virtualCPUCount
        }
      }
      line.append(decimal: UInt64(count))
      line.move(to: pools &+ 23)
      let elapsed = Counter.read() &- monitor.record.idleAsked
      var isFirst = true
      var cores = VirtualCPUNumbers(pool.record.pool.cores)
      while let number = cores.next() {
        guard let core = record.core(number) else { continue }
        let time = core.idleTime
        if !isFirst { line.append("  ") }
        isFirst = false
        line.append(decimal: UInt64(number))
        line.append(": ")
        // The core slept on while the others were looked at.
        line.append(share: min(time &- monitor.record.idleTimes[number], elapsed), of: elapsed)
        monitor.record.idleTimes[number] = time
      }
      return true
    }

    /// What was used since the list was given last.
    func listLoad(_ position: Int, _ line: inout LogLine) -> Bool {
      let monitor = record.monitor
      let (machines, _) = nameWidths
      if position == 0 {
        line.append("VM")
        line.move(to: machines)
        line.append("cpu-ms      share    exits       most for")
        return true
      }
      let index = position &- 1
      guard let machine = record.virtualMachine(index) else {
        if index < record.machineCount { return true }
        monitor.record.loadAsked = Counter.read()
        return false
      }
      let time = machine.runTime
      let used = time &- monitor.record.runTimes[index]
      monitor.record.runTimes[index] = time
      line.append(machine: machine)
      line.move(to: machines)
      line.append(decimal: microseconds(used) / 1000)
      line.move(to: machines &+ 12)
      line.append(share: used, of: Counter.read() &- monitor.record.loadAsked)
      line.move(to: machines &+ 21)
      appendExits(machine, index, &line, at: machines &+ 33)
      return true
    }

    /// All exits since the last time, and the most frequent causes.
    private func appendExits(
      _ machine: Reference<VirtualMachine>, _ index: Int, _ line: inout LogLine, at column: Int
    ) {
      let monitor = record.monitor
      var counts = InlineArray<19, UInt64>(repeating: 0)
      var total: UInt64 = 0
      for cause in 0..<Monitor.causeCount {
        var count: UInt64 = 0
        for number in 0..<machine.record.virtualCPUCount {
          count &+=
            machine.virtualCPU(number).record.counters.value(at: UInt64(cause &+ 1)) ?? 0
        }
        let place = index &* Monitor.causeCount &+ cause
        counts[cause] = count &- monitor.record.exits[place]
        monitor.record.exits[place] = count
        total &+= counts[cause]
      }
      line.append(decimal: total)
      line.move(to: column)
      for rank in 0..<3 {
        var most = 0
        for cause in 1..<Monitor.causeCount where counts[cause] > counts[most] { most = cause }
        guard counts[most] > 0, let cause = ExitCause(rawValue: UInt8(truncatingIfNeeded: most))
        else { break }
        if rank > 0 { line.append("  ") }
        line.append(cause.name)
        line.append(" ", decimal: counts[most])
        counts[most] = 0
      }
    }

    /// Where the column behind VMs' and behind pools' names begins.
    var nameWidths: (machines: Int, pools: Int) {
      let names = MachineNames(machine: self)
      let limits = names.limits
      var machines = 2
      var pools = 4
      for index in 0..<limits.machines {
        while names.byte(ofMachine: index, at: machines) != nil { machines &+= 1 }
      }
      for index in 0..<limits.pools {
        while names.byte(ofPool: index, at: pools) != nil { pools &+= 1 }
      }
      return (machines &+ 2, pools &+ 2)
    }

    func append(pool index: Int, _ line: inout LogLine) {
      guard index < record.poolCount else { return line.append("-") }
      let names = MachineNames(machine: self)
      var offset = 0
      while let byte = names.byte(ofPool: index, at: offset) {
        line.append(byte: byte)
        offset &+= 1
      }
    }
  }

  extension Reference<VirtualMachine> {
    /// Of all its virtual cores, in ticks.
    var runTime: UInt64 {
      var time: UInt64 = 0
      for index in 0..<record.virtualCPUCount { time &+= virtualCPU(index).runTime }
      return time
    }

    fileprivate var state: StaticString {
      if record.sharing.isDestroyed { return "destroyed" }
      let hold = record.sharing.hold.load(ordering: .relaxed)
      if hold & Hold.paused != 0 { return "paused" }
      if hold & Hold.exits != 0 { return "throttled" }
      return switch record.lifecycle.phase {
      case .off: record.lifecycle.isStartWanted ? "starting" : "off"
      case .failed: "failed"
      case .starting: "starting"
      case .leaving: "leaving"
      case .running: "running"
      }
    }
  }

  extension Reference<VirtualCPU> {
    /// Its state, and the core that it is on.
    fileprivate func appendPlace(_ line: inout LogLine, at column: Int) {
      var core: Reference<CPU>?
      if !record.power.isOn {
        line.append("off")
      } else if let pool = sharedPool {
        pool.lock()
        core = isAway ? nil : record.core
        let isReady = pool.record.pool.runnable & (1 &<< UInt32(record.number & 31)) != 0
        pool.unlock()
        line.append(core != nil ? "running" : isReady ? "ready" : "asleep")
      } else {
        core = record.isParked ? nil : record.core
        line.append(record.isParked ? "ready" : "running")
      }
      line.move(to: column)
      if let core {
        line.append(decimal: UInt64(core.record.index))
      } else {
        line.append("-")
      }
    }
  }

  extension PoolConfiguration.Scheduler {
    /// As in a scenario.
    fileprivate var name: StaticString {
      switch self {
      case .bind: "bind"
      case .fixedPriority: "fixed-priority"
      case .timePartition: "time-partition"
      case .deadline: "deadline"
      case .fair: "fair"
      }
    }
  }
#endif
