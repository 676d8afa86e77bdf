internal import AArch64
internal import CAArch64
internal import Core
internal import Synchronization

// Who drains the console: the core whose guest just finished a line drains what it can, without waiting for anyone; what
// remains for later (a prompt without line end, a VM beyond its rate) is the console core's, by its timer.

extension Reference<CPU> {
  /// Adds a line to this core's log and drains.
  func log(_ line: inout LogLine) {
    _ = record.machine.record.rings.record.log(core: Int(record.index), &line)
    drainConsole()
  }

  func log(_ text: StaticString) {
    var line = LogLine()
    line.append(text)
    log(&line)
  }

  /// Writes what there is, a bounded amount; never waits.
  @inline(never)
  func drainConsole() {
    let machine = record.machine
    let gate = machine.rings
    guard gate.record.gate.enter() else { return }
    record.isInConsole = true
    var room: UInt64 = 0
    var deadline: UInt64?
    var rounds = 0
    while true {
      let outcome = machine.record.console.drain(
        rings: gate.record, uart: &machine.record.uart, now: Counter.read())
      room |= outcome.spaceFor
      deadline = outcome.deadline
      rounds &+= 1
      if gate.record.gate.leave() { break }
      if rounds == 2 {
        if gate.record.gate.abandon() { deadline = Counter.read() }
        break
      }
    }
    record.isInConsole = false
    machine.unparkUART()
    machine.wakeUARTs(room, haveRoom: true, core: record.index)
    if let deadline { wantConsole(at: deadline) }
  }

  /// Sees that the console core looks at the console soon.
  func wantConsole() {
    let machine = record.machine
    guard let core = machine.record.core(Int(machine.record.consoleCore)) else { return }
    if core.address == address {
      // The console core is a `direct` guest's only where there is no other: then it has no timer to spare.
      if record.virtualCPU?.record.machine.record.mode ?? .virtual == .virtual {
        armConsoleTimer(Counter.read() &+ machine.record.frequency / 50)
      } else {
        drainConsole()
      }
      return
    }
    if machine.record.consoleWanted.exchange(1, ordering: .acquiringAndReleasing) == 0 {
      core.kick()
    }
  }

  private func wantConsole(at deadline: UInt64) {
    let machine = record.machine
    if record.index == machine.record.consoleCore {
      armConsoleTimer(deadline)
    } else {
      wantConsole()
    }
  }

  private func armConsoleTimer(_ deadline: UInt64) {
    #if MARTLET_SERVICE
      record.consoleTime = deadline
      armTimer()
    #else
      #if MARTLET_SHARING
        if record.pool != 0 {
          record.consoleTime = deadline
          armTimer()
          return
        }
      #endif
      martlet_write_cnthp_cval_el2(deadline)
      martlet_write_cnthp_ctl_el2(1)
      Processor.synchronize()
    #endif
  }

  /// Console core: the UART's interrupt, acknowledged and still active. Where another core is at the console it is left
  /// to that core: taking it again and again would slow this core's guest for another guest's output.
  func serveUART() {
    let machine = record.machine
    machine.record.isUARTParked.store(1, ordering: .sequentiallyConsistent)
    serveConsole()
    // Nobody was inside, or whoever was saw the mark that this core's try left, and comes here after leaving.
    if !machine.rings.record.gate.isTaken { machine.unparkUART() }
  }

  /// Console core: typed bytes in, then output.
  func serveConsole() {
    let machine = record.machine
    let rings = machine.rings
    if rings.record.gate.enter() {
      record.isInConsole = true
      machine.record.uart.acknowledge()
      var count = 0
      var arrived: UInt64 = 0
      while count < 256, let byte = machine.record.uart.tryRead() {
        count &+= 1
        switch machine.record.console.receive(byte, rings: rings.record) {
        case .none, .focusChanged, .drain: break
        case .input(let index): arrived |= 1 &<< UInt64(truncatingIfNeeded: index & 63)
        case .report: machine.record.reportWanted.store(1, ordering: .releasing)
        case .powerOff: machine.record.reportWanted.store(2, ordering: .releasing)
        #if MARTLET_SHARING
          case .monitor: break
        #endif
        }
      }
      #if MARTLET_MONITOR
        takeCommand()
      #endif
      record.isInConsole = false
      _ = rings.record.gate.abandon()
      machine.unparkUART()
      machine.wakeUARTs(arrived, haveRoom: false, core: record.index)
    }
    drainConsole()
    switch machine.record.reportWanted.exchange(0, ordering: .acquiringAndReleasing) {
    case 1: machine.report()
    case 2: machine.shutDown()
    default: break
    }
    #if MARTLET_MONITOR
      answerCommand()
    #endif
    watchShutDown()
  }

  /// While everything is being switched off: this core looks again when the time for that is up.
  func watchShutDown() {
    if let deadline = record.machine.watchShutDown() { armConsoleTimer(deadline) }
  }

  /// What a core does for the machine when it was kicked, in a guest or idle.
  func serveMachine() {
    let machine = record.machine
    if record.index == machine.record.consoleCore,
      machine.record.consoleWanted.load(ordering: .relaxed) != 0,
      machine.record.consoleWanted.exchange(0, ordering: .acquiringAndReleasing) != 0
    {
      serveConsole()
    }
    #if MARTLET_SERVICE
      record.hasAnswered.store(1, ordering: .relaxed)
      if record.index == machine.record.consoleCore {
        serveListener()
        if machine.record.health.record.isWanted.load(ordering: .relaxed) != 0 { serveHealth() }
      }
    #endif
  }
}

extension Reference<Machine> {
  /// After the console's gate was left: lets the UART interrupt again if it was parked.
  func unparkUART() {
    guard record.isUARTParked.load(ordering: .sequentiallyConsistent) != 0,
      record.isUARTParked.exchange(0, ordering: .sequentiallyConsistent) != 0
    else { return }
    BoardInterrupts.deactivate(record.board.consoleInterrupt)
  }

  var rings: Reference<Rings> { record.rings }

  /// VMs, one bit each, whose UART waited for room in its ring, or for which bytes were typed.
  func wakeUARTs(_ machines: UInt64, haveRoom: Bool, core: UInt32) {
    var rest = machines
    while rest != 0 {
      let index = rest.trailingZeroBitCount
      rest &= rest &- 1
      guard let machine = record.virtualMachine(index) else { continue }
      machine.record.deviceLock.lock(core: core)
      let effects = machine.record.uart.portChanged(
        rings.record.channels[index], hasRoom: haveRoom)
      machine.settleLine(effects, core: core)
      machine.record.deviceLock.unlock()
    }
  }

  /// Everything that is still to be shown, at the end.
  func flushConsole() {
    // Who is inside may be slow. Only one that never leaves again is passed by: two at once would spoil what both show.
    let patience = 2 &* record.frequency
    let start = Counter.read()
    while !rings.record.gate.enter(), Counter.read() &- start < patience {}
    var quiet = 0
    while quiet < 2, Counter.read() &- start < 2 &* patience {
      let outcome = record.console.drain(
        rings: rings.record, uart: &record.uart, now: Counter.read(), flush: true)
      quiet = outcome.workLeft ? 0 : quiet &+ 1
    }
  }
}
