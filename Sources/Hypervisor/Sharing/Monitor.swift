#if MARTLET_SHARING
  internal import Core
  internal import Scheduling
  internal import Synchronization

  /// What the monitor has to remember: the answer that it is at, and what `pool list` and `top` counted last. It belongs
  /// to the console core but for `isOpen`, the events, and what is constant after boot.
  struct Monitor: ~Copyable {
    /// The monitor has the console's focus.
    let isOpen = Atomic<UInt32>(0)

    /// Constant after boot: 32 bytes for each pool, the unused ones zero.
    var poolNames = InlineArray<256, UInt8>(repeating: 0)

    /// A line of it is given at a time, `position` being the next one's number.
    var answer = Answer.none
    var position = 0
    var call = ManagementCall.listMachines

    // As of the last time that it was asked, by core or VM.

    var idleAsked: UInt64
    var idleTimes = InlineArray<8, UInt64>(repeating: 0)
    var loadAsked: UInt64
    var runTimes = InlineArray<16, UInt64>(repeating: 0)
    /// For each VM as many as there are causes.
    var exits = InlineArray<304, UInt64>(repeating: 0)

    /// Constant after boot. Any core appends, with the machine's `eventLock`.
    let events: Reference<EventRing>
    /// Of the answer that lists them.
    var nextEvent: UInt64 = 0
    var endOfEvents: UInt64 = 0

    enum Answer: UInt8 {
      case none
      /// The call is to be carried out.
      case call
      case help, machines, virtualCPUs, pools, load, events
    }

    static var causeCount: Int { 19 }

    init(bootTime: UInt64, events: Reference<EventRing>) {
      self.events = events
      idleAsked = bootTime
      loadAsked = bootTime
    }
  }

  extension Assembly {
    @inline(never)
    func makeMonitor(_ machine: Reference<Machine>) -> Bool {
      guard let address = Self.take(&machine.record.frames, Reference<Monitor>.size),
        let events = makeEvents(machine)
      else { return false }
      machine.record.monitor = Reference<Monitor>.create(
        at: address, Monitor(bootTime: machine.record.bootTime, events: events))
      return true
    }

    /// Each record is made on the boot stack.
    @inline(never)
    private func makeEvents(_ machine: Reference<Machine>) -> Reference<EventRing>? {
      guard let address = Self.take(&machine.record.frames, Reference<EventRing>.size) else {
        return nil
      }
      return Reference<EventRing>.create(at: address, EventRing())
    }
  }

  extension Reference<Monitor> {
    /// At boot.
    func setName(ofPool index: Int, _ pool: inout PoolConfiguration) {
      for offset in 0..<pool.name.count {
        record.poolNames[index &* 32 &+ offset] = pool.name[offset]
      }
    }
  }

  /// What VMs and pools are called.
  struct MachineNames: ManagementNames {
    let machine: Reference<Machine>

    var limits: ManagementLimits {
      var cores = 0
      for index in 0..<8 where machine.record.cores[index] != 0 { cores = index &+ 1 }
      return ManagementLimits(
        machines: machine.record.machineCount, pools: machine.record.poolCount,
        cores: cores)
    }

    func byte(ofMachine index: Int, at offset: Int) -> UInt8? {
      guard let found = machine.record.virtualMachine(index),
        offset < found.record.configuration.name.count
      else { return nil }
      return found.record.configuration.name[offset]
    }

    func byte(ofPool index: Int, at offset: Int) -> UInt8? {
      let byte = offset < 32 ? machine.record.monitor.record.poolNames[index &* 32 &+ offset] : 0
      return byte == 0 ? nil : byte
    }
  }

  extension Reference<CPU> {
    /// How many lines of an answer are given in one go.
    private var linesAtOnce: Int { 8 }

    private var logHasRoom: Bool {
      record.machine.rings.record.logs[Int(record.index) & 7].space > 240
    }

    /// Console core, inside the gate: what was typed to the monitor, up to the end of a line.
    func takeCommand() {
      let machine = record.machine
      let monitor = machine.record.monitor
      let hasFocus = machine.record.console.monitorHasFocus
      monitor.record.isOpen.store(hasFocus ? 1 : 0, ordering: .sequentiallyConsistent)
      guard hasFocus, record.index == machine.record.consoleCore,
        monitor.record.answer == .none, logHasRoom
      else { return }
      var names = MachineNames(machine: machine)
      var complaint = LogLine()
      switch machine.record.console.edit(
        rings: machine.rings.record, names: &names, complaint: &complaint)
      {
      case .nothing: return
      case .complaint: _ = machine.rings.record.log(core: Int(record.index), &complaint)
      case .help: monitor.record.answer = .help
      case .call(let call):
        monitor.record.call = call
        monitor.record.answer = .call
      }
      monitor.record.position = 0
      machine.rings.record.setAnswering(monitor.record.answer != .none)
    }

    /// Console core, outside the gate: some lines of the answer, as far as there is room for them.
    func answerCommand() {
      let machine = record.machine
      guard record.index == machine.record.consoleCore else { return }
      let monitor = machine.record.monitor
      var count = 0
      while monitor.record.answer != .none, count < linesAtOnce {
        if !logHasRoom { drainConsole() }
        guard logHasRoom else { break }
        var line = LogLine()
        machine.answer(&line)
        if line.count > 0 { log(&line) }
        count &+= 1
      }
      if count > 0, monitor.record.answer == .none {
        machine.rings.record.setAnswering(false)
        drainConsole()
      }
      if monitor.record.answer != .none || machine.rings.record.commands.count > 0 {
        wantConsole()
      }
    }
  }

  extension Reference<Machine> {
    /// The next line of the answer; none behind its end.
    fileprivate func answer(_ line: inout LogLine) {
      let monitor = record.monitor
      let position = monitor.record.position
      monitor.record.position = position &+ 1
      var isGiven = true
      switch monitor.record.answer {
      case .none: break
      case .call: carryOut(monitor.record.call, &line)
      case .help: isGiven = help(position, &line)
      case .machines: isGiven = listMachine(position, &line)
      case .virtualCPUs: isGiven = listVirtualCPU(position, &line)
      case .pools: isGiven = listPool(position, &line)
      case .load: isGiven = listLoad(position, &line)
      case .events: isGiven = listEvent(position, &line)
      }
      if !isGiven { monitor.record.answer = .none }
    }

    /// Carries the call out, or begins the answer.
    private func carryOut(_ call: ManagementCall, _ line: inout LogLine) {
      record.monitor.record.position = 0
      record.monitor.record.answer =
        switch call {
        case .listMachines: .machines
        case .listVirtualCPUs: .virtualCPUs
        case .listPools: .pools
        case .showLoad: .load
        case .listEvents: .events
        default: .none
        }
      guard record.monitor.record.answer == .none else { return }
      let status = carryOut(call)
      if status != .done { line.append("not done: ") }
      line.append(status.sentence)
    }

    /// Changes the machine as asked. What takes long is only begun.
    func carryOut(_ call: ManagementCall) -> ManagementStatus {
      switch call {
      case .start(let index): start(index)
      case .stop(let index): stop(index, .stop)
      case .restart(let index): stop(index, .restart)
      case .pause(let index): pause(index)
      case .resume(let index): resume(index)
      case .destroy(let index): destroy(index)
      case .moveCore(let core, let pool): move(core: core, toPool: pool)
      case .moveMachine(let machine, let pool): move(machine: machine, toPool: pool)
      case .setWeight(let index, let weight): setWeight(weight, of: index)
      case .setPriority(let index, let priority): setPriority(priority, of: index)
      case .setBudget(let index, let budget, let period):
        setBudget(budget, period: period, of: index)
      case .listMachines, .listVirtualCPUs, .listPools, .showLoad, .listEvents: .done
      #if MARTLET_SERVICE
        case .switchOver(let index): switchOver(index)
      #endif
      }
    }

    private func start(_ index: Int) -> ManagementStatus {
      guard let machine = record.virtualMachine(index) else { return .unknownMachine }
      if machine.record.sharing.isDestroyed { return .isDestroyed }
      if record.isShuttingDown.load(ordering: .acquiring) != 0 { return .isShuttingDown }
      switch machine.record.lifecycle.phase {
      case .starting, .running: return .isRunning
      case .leaving: return .isLeaving
      case .off, .failed:
        if machine.record.lifecycle.isStartWanted { return .isBusy }
        #if MARTLET_SERVICE
          machine.withdrawRestart()
        #endif
        machine.record.sharing.startIsTold.store(1, ordering: .relaxed)
        #if MARTLET_SERVICE
          // When it is settled what it is.
          if machine.isSwitching {
            machine.restart(after: 0)
            return .done
          }
        #endif
        machine.record.lifecycle.requestStart()
        machine.wakeHome()
        return .done
      }
    }

    private func stop(_ index: Int, _ reason: LeaveReason) -> ManagementStatus {
      guard let machine = record.virtualMachine(index) else { return .unknownMachine }
      #if MARTLET_SERVICE
        if reason == .stop, machine.withdrawRestart() {
          machine.noteIfOver()
          return .done
        }
      #endif
      switch machine.record.lifecycle.phase {
      case .off, .failed: return machine.record.lifecycle.isStartWanted ? .isBusy : .isOff
      case .leaving: return .isLeaving
      case .starting, .running:
        machine.leave(reason)
        machine.wakeHome()
        return .done
      }
    }

    /// While nothing runs: whether somebody may want to start something again.
    var staysOn: Bool {
      if record.isShuttingDown.load(ordering: .sequentiallyConsistent) != 0 { return false }
      if record.monitor.record.isOpen.load(ordering: .sequentiallyConsistent) != 0 { return true }
      for index in 0..<record.machineCount {
        if let machine = record.virtualMachine(index), machine.record.lifecycle.reason == .stop {
          return true
        }
      }
      return false
    }
  }

  extension Reference<VirtualMachine> {
    /// Home core: the VM is about to run.
    func tellStart() {
      tell(.started)
      guard record.sharing.startIsTold.exchange(0, ordering: .relaxed) != 0 else { return }
      var line = LogLine()
      line.append("vm ")
      line.append(machine: self)
      line.append(" starts")
      CPU.current.log(&line)
    }
  }
#endif
