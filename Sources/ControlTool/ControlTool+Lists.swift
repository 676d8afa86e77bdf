internal import Core

extension ControlTool where Console: ~Copyable {
  /// Where the column behind VMs' and behind pools' names begins.
  var nameWidths: (machines: Int, pools: Int) {
    mutating get {
      var machines = 2
      var pools = 4
      let limits = inventory.limits
      var index = 0
      while index < limits.machines {
        while inventory.byte(ofMachine: index, at: machines) != nil { machines &+= 1 }
        index &+= 1
      }
      index = 0
      while index < limits.pools {
        while inventory.byte(ofPool: index, at: pools) != nil { pools &+= 1 }
        index &+= 1
      }
      return (machines &+ 2, pools &+ 2)
    }
  }

  mutating func listNames(ofPools: Bool) -> Int32 {
    let count = ofPools ? inventory.limits.pools : inventory.limits.machines
    var index = 0
    while index < count {
      var line = ToolLine()
      if ofPools {
        line.append(pool: index, &inventory)
      } else {
        line.append(machine: index, &inventory)
      }
      print(&line)
      index &+= 1
    }
    return Self.done
  }

  mutating func listMachines() -> Int32 {
    let (machines, pools) = nameWidths
    let columns = machines &+ 11
    var line = ToolLine()
    if !arguments.wantsJSON {
      line.append("VM")
      line.move(to: machines)
      line.append("state")
      line.move(to: columns)
      line.append("pool")
      line.move(to: columns &+ pools)
      line.append("vCPUs  starts      cpu-ms  share")
      print(&line)
    }
    beginList()
    var index = 0
    while index < inventory.limits.machines {
      defer { index &+= 1 }
      guard let machine = inventory.machine(index) else { continue }
      if arguments.wantsJSON {
        append(machine, &line)
        printObject(&line)
        line.removeAll()
        continue
      }
      line.append(machine: index, &inventory)
      line.move(to: machines)
      line.append(machine.state.word)
      line.move(to: columns)
      line.append(pool: Int(machine.pool), &inventory)
      line.move(to: columns &+ pools)
      line.append(decimal: UInt64(machine.virtualCPUs))
      line.move(to: columns &+ pools &+ 7)
      line.append(decimal: UInt64(machine.starts))
      line.move(to: columns &+ pools &+ 19)
      line.append(decimal: machine.time / 1_000_000)
      line.move(to: columns &+ pools &+ 27)
      line.append(share: machine.time, of: inventory.time)
      print(&line)
    }
    endList()
    return Self.done
  }

  private mutating func append(_ machine: MachineRecord, _ line: inout ToolLine) {
    line.append(key: "name", machine: Int(machine.index), &inventory)
    line.append(key: "index", UInt64(machine.index))
    line.append(key: "state", text: machine.state.word)
    line.append(key: "pool", pool: Int(machine.pool), &inventory)
    line.append(key: "vcpus", UInt64(machine.virtualCPUs))
    line.append(key: "starts", UInt64(machine.starts))
    line.append(key: "resets", UInt64(machine.resets))
    line.append(key: "memory", machine.memory)
    line.append(key: "time-ns", machine.time)
    line.append(key: "exits", machine.exits)
    line.append(key: "weight", UInt64(machine.weight))
    line.append(key: "priority", UInt64(machine.priority))
    line.append(key: "budget-ns", machine.budget)
    line.append(key: "period-ns", machine.period)
    if let role = machine.role {
      line.append(key: "role", text: role.word)
      line.append(key: "ready")
      line.append(machine.isReady ? "true" : "false")
    }
    line.append(key: "managed")
    line.append("[")
    var isFirst = true
    var raw: UInt8 = 0
    while let right = ManagementRight(rawValue: raw) {
      raw &+= 1
      guard machine.rights.contains(right) else { continue }
      line.append(isFirst ? "\"" : ",\"")
      line.append(right.word)
      line.append("\"")
      isFirst = false
    }
    line.append("]")
  }

  mutating func show(_ index: Int) -> Int32 {
    var line = ToolLine()
    guard let machine = inventory.machine(index) else { return report(.notAllowed) }
    if arguments.wantsJSON {
      line.append("{")
      append(machine, &line)
      line.append("}")
      print(&line)
      return Self.done
    }
    line.append("name       ")
    line.append(machine: index, &inventory)
    print(&line)
    line.append("state      ")
    line.append(machine.state.word)
    print(&line)
    line.append("pool       ")
    line.append(pool: Int(machine.pool), &inventory)
    print(&line)
    line.append("vCPUs      ", decimal: UInt64(machine.virtualCPUs))
    print(&line)
    line.append("memory     ", decimal: machine.memory >> 20)
    line.append(" MiB")
    print(&line)
    line.append("starts     ", decimal: UInt64(machine.starts))
    line.append(", by reset ", decimal: UInt64(machine.resets))
    print(&line)
    line.append("time       ")
    line.append(seconds: machine.time)
    line.append(" s")
    print(&line)
    line.append("exits      ", decimal: machine.exits)
    print(&line)
    line.append("weight     ", decimal: UInt64(machine.weight))
    print(&line)
    line.append("priority   ", decimal: UInt64(machine.priority))
    print(&line)
    line.append("budget     ")
    if machine.budget == 0 {
      line.append("none")
    } else {
      line.append(decimal: machine.budget / 1000)
      line.append("us in ", decimal: machine.period / 1000)
      line.append("us")
    }
    print(&line)
    if let role = machine.role {
      line.append("role       ")
      line.append(role.word)
      line.append(machine.isReady ? ", ready" : ", not ready")
      print(&line)
    }
    line.append("managed   ")
    var raw: UInt8 = 0
    while let right = ManagementRight(rawValue: raw) {
      raw &+= 1
      guard machine.rights.contains(right) else { continue }
      line.append(" ")
      line.append(right.word)
    }
    print(&line)
    return Self.done
  }

  mutating func listPools() -> Int32 {
    let (_, pools) = nameWidths
    var line = ToolLine()
    printHead("pool", "scheduler       vCPUs  idle by core", at: pools)
    beginList()
    var index = 0
    while index < inventory.limits.pools {
      defer { index &+= 1 }
      guard let pool = inventory.pool(index) else { continue }
      if arguments.wantsJSON {
        line.append(key: "name", pool: index, &inventory)
        line.append(key: "index", UInt64(index))
        line.append(key: "scheduler", text: pool.scheduler.word)
        line.append(key: "vcpus", UInt64(pool.virtualCPUs))
        line.append(key: "cores")
        line.append("[")
      } else {
        line.append(pool: index, &inventory)
        line.move(to: pools)
        line.append(pool.scheduler.word)
        line.move(to: pools &+ 16)
        line.append(decimal: UInt64(pool.virtualCPUs))
        line.move(to: pools &+ 23)
      }
      var core: UInt32 = 0
      var number = 0
      while core < 32, number < PoolRecord.mostCores {
        defer { core &+= 1 }
        guard pool.cores &>> core & 1 != 0 else { continue }
        let idle = pool[idleTime: number]
        if arguments.wantsJSON {
          line.append(number > 0 ? ",{\"core\":" : "{\"core\":", decimal: UInt64(core))
          line.append(",\"idle-ns\":", decimal: idle)
          line.append("}")
        } else {
          if number > 0 { line.append("  ") }
          line.append(decimal: UInt64(core))
          line.append(": ")
          line.append(share: idle, of: inventory.time)
        }
        number &+= 1
      }
      if arguments.wantsJSON {
        line.append("]")
        printObject(&line)
        line.removeAll()
      } else {
        print(&line)
      }
    }
    endList()
    return Self.done
  }

  mutating func listVirtualCPUs<Board: ControlBoard & ~Copyable>(
    _ link: inout ControlLink<Board>
  ) throws(ControlFailure) -> Int32 {
    let (machines, _) = nameWidths
    printHead("VM", "vCPU  state    core  exits       cpu-ms", at: machines)
    beginList()
    _ = try link.ask(.management(.listVirtualCPUs), as: VirtualCPURecord.self) { record, _ in
      var line = ToolLine()
      if arguments.wantsJSON {
        line.append(key: "vm", machine: Int(record.machine), &inventory)
        line.append(key: "number", UInt64(record.number))
        line.append(key: "state", text: record.state.word)
        line.append(key: "core")
        if record.core == VirtualCPURecord.noCore {
          line.append("null")
        } else {
          line.append(decimal: UInt64(record.core))
        }
        line.append(key: "exits", record.exits)
        line.append(key: "time-ns", record.time)
        return printObject(&line)
      }
      line.append(machine: Int(record.machine), &inventory)
      line.move(to: machines)
      line.append(decimal: UInt64(record.number))
      line.move(to: machines &+ 6)
      line.append(record.state.word)
      line.move(to: machines &+ 15)
      if record.core == VirtualCPURecord.noCore {
        line.append("-")
      } else {
        line.append(decimal: UInt64(record.core))
      }
      line.move(to: machines &+ 21)
      line.append(decimal: record.exits)
      line.move(to: machines &+ 33)
      line.append(decimal: record.time / 1_000_000)
      print(&line)
    }
    endList()
    return Self.done
  }

  mutating func listHealth<Board: ControlBoard & ~Copyable>(
    _ link: inout ControlLink<Board>
  ) throws(ControlFailure) -> Int32 {
    let (machines, _) = nameWidths
    var isFirst = true
    let status = try link.ask(.health, as: HealthRecord.self) { record, _ in
      if isFirst {
        printHead("VM", "fault            times  last [s]    reaction", at: machines)
        beginList()
      }
      isFirst = false
      var line = ToolLine()
      if arguments.wantsJSON {
        line.append(key: "vm", anyMachine: Int(record.machine), &inventory)
        line.append(key: "fault", text: record.fault.word)
        line.append(key: "reaction", text: record.reaction.word)
        line.append(key: "count", UInt64(record.count))
        line.append(key: "time-ns", record.time)
        line.append(key: "detail", record.detail)
        return printObject(&line)
      }
      line.append(anyMachine: Int(record.machine), &inventory)
      line.move(to: machines)
      line.append(record.fault.word)
      line.move(to: machines &+ 17)
      line.append(decimal: UInt64(record.count))
      line.move(to: machines &+ 24)
      line.append(seconds: record.time)
      line.move(to: machines &+ 36)
      line.append(record.reaction.word)
      print(&line)
    }
    guard status == .done else { return report(status) }
    if isFirst {
      if arguments.wantsJSON { print("[]") } else { print("nothing went wrong") }
    } else {
      endList()
    }
    return Self.done
  }
}
