internal import Synchronization

/// Moving output from the rings to the physical UART.
extension ConsoleMultiplexer {
  /// Writes what can be written, at most `ConsolePolicy.bytesPerCall` bytes.
  ///
  /// `now` is the counter. With `flush`, lines without end and VMs beyond their rate are shown too:
  /// for the last words before the board is switched off. To be called inside the gate.
  public mutating func drain<UART: PhysicalUART & ~Copyable, let coreCount: Int>(
    rings: borrowing ConsoleRings<machineCount, coreCount>,
    uart: inout UART, now: UInt64, flush: Bool = false
  ) -> ConsoleOutcome {
    var outcome = ConsoleOutcome()
    var budget = policy.bytesPerCall
    while true {
      if staging.isEmpty {
        let taken = compose(rings, now: now, flush: flush, outcome: &outcome)
        if taken == 0 { break }
        // The filter may have left nothing of what was taken; that was work too.
        if staging.isEmpty { budget &-= taken }
      }
      if !staging.isEmpty && budget > 0 && uart.tryWrite(staging.first) {
        staging.removeFirst()
        budget &-= 1
      } else if !staging.isEmpty || budget <= 0 {
        outcome.workLeft = true
        break
      }
    }
    uart.setTransmitInterrupt(outcome.workLeft)
    return outcome
  }

  /// Puts the next piece of output into the empty staging buffer. Returns about how many bytes were
  /// taken for it; zero when there is nothing to show.
  mutating func compose<let coreCount: Int>(
    _ rings: borrowing ConsoleRings<machineCount, coreCount>,
    now: UInt64, flush: Bool, outcome: inout ConsoleOutcome
  ) -> Int {
    if message != .none {
      composeMessage()
      updateEagerness(rings)
      return 1
    }
    for _ in 0..<(coreCount &+ machineCount) {
      let source = turn
      turn = turn &+ 1 < coreCount &+ machineCount ? turn &+ 1 : 0
      var taken = 0
      if source < coreCount {
        taken = composeLog(rings.logs[source])
      } else if views[source &- coreCount].isPresent {
        let machine = source &- coreCount
        taken =
          isRaw
          ? composeRaw(
            machine, rings.channels[machine].output, now: now, flush: flush, outcome: &outcome)
          : composeLine(
            machine, rings.channels[machine].output, now: now, flush: flush, outcome: &outcome)
      }
      if taken > 0 {
        #if MARTLET_SHARING
          prompt.lastOutput = now
        #endif
        updateEagerness(rings)
        return taken
      }
    }
    #if MARTLET_SHARING
      if prompt.hasFocus, !prompt.isShown, !flush {
        return composePrompt(rings, now: now, outcome: &outcome)
      }
    #endif
    return 0
  }

  /// Tells the producers whose bytes are watched one by one: in raw mode the VM in focus, in line
  /// mode the one whose unfinished line the cursor is in.
  mutating func updateEagerness<let coreCount: Int>(
    _ rings: borrowing ConsoleRings<machineCount, coreCount>
  ) {
    #if MARTLET_SHARING
      if isRaw, prompt.hasFocus { return watchNobody(rings) }
    #endif
    let watched = isRaw ? (views[focus].isPresent ? focus : -1) : openLine ?? -1
    guard watched != eagerMachine else { return }
    if eagerMachine >= 0 { rings.channels[eagerMachine].eager.store(0, ordering: .relaxed) }
    if watched >= 0 { rings.channels[watched].eager.store(1, ordering: .relaxed) }
    eagerMachine = watched
  }

  /// One line of a core's log, which are put into it whole. Returns the number of bytes taken.
  mutating func composeLog<let capacity: Int>(_ log: borrowing ByteRing<capacity>) -> Int {
    guard log.peek(0) != nil else { return 0 }
    endOpenLine()
    staging.append("martlet: ")
    var taken = 0
    while staging.space > 2, let byte = log.pop() {
      taken &+= 1
      if byte == 0x0A { break }
      staging.append(byte)
    }
    staging.append("\r\n")
    return taken
  }

  /// Ends the terminal's line if the cursor is within one.
  mutating func endOpenLine() {
    #if MARTLET_SHARING
      if prompt.isShown {
        staging.append("\r\n")
        prompt.isShown = false
      }
    #endif
    guard let machine = openLine else { return }
    staging.append("\r\n")
    views[machine].column = 0
    views[machine].isBroken = !isRaw
    openLine = nil
  }

  mutating func composeMessage() {
    endOpenLine()
    staging.append("martlet: ")
    switch message {
    case .none: break
    case .help:
      #if MARTLET_MONITOR
        if appendHelp() { break }
      #endif
      staging.append(
        "console: escape then 0-9a-f focus, r raw or lines, s report, q power off, escape sends it")
    case .focus:
      staging.append(isRaw ? "console: raw, focus " : "console: focus ")
      #if MARTLET_SHARING
        if appendMonitorName() { break }
      #endif
      appendName(focus)
      if views[focus].missed > 0 {
        staging.append(", bytes not shown ")
        staging.append(decimal: views[focus].missed)
        views[focus].missed = 0
      }
    case .lineMode:
      staging.append("console: lines, focus ")
      #if MARTLET_SHARING
        if appendMonitorName() { break }
      #endif
      appendName(focus)
    case .noSuchMachine: staging.append("console: no such VM")
    }
    staging.append("\r\n")
    message = .none
  }

  mutating func appendName(_ machine: Int) {
    for index in 0..<views[machine].nameLength { staging.append(views[machine].name[index]) }
  }

  mutating func appendPrefix(_ machine: Int) {
    staging.append("[")
    appendName(machine)
    staging.append(views[machine].isBroken ? "]+ " : "] ")
    views[machine].isBroken = false
  }

  /// Whether the VM has budget; asks to be called when it will.
  mutating func hasCredit(
    _ machine: Int, now: UInt64, flush: Bool, outcome: inout ConsoleOutcome
  ) -> Bool {
    // Another core may have been here with a slightly later counter value.
    let elapsed = now > views[machine].creditTime ? now &- views[machine].creditTime : 0
    let earned = elapsed / policy.ticksPerByte
    let missing = policy.burst &- views[machine].credit
    if earned >= UInt64(max(missing, 0)) {
      views[machine].credit = policy.burst
      views[machine].creditTime = now
    } else {
      views[machine].credit &+= Int64(earned)
      views[machine].creditTime &+= earned &* policy.ticksPerByte
    }
    if views[machine].credit > 0 || flush { return true }
    let debt = UInt64(1 &- views[machine].credit)
    outcome.wantCall(at: views[machine].creditTime &+ debt &* policy.ticksPerByte)
    return false
  }
}
