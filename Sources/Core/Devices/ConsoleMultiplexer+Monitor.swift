#if MARTLET_SHARING
  internal import Synchronization

  /// The command line of the monitor.
  extension ConsoleMultiplexer {
    /// Whether typed bytes go to the monitor.
    public var monitorHasFocus: Bool { prompt.hasFocus }

    /// Takes what was typed to the monitor, as far as there is room to show it, up to the end of a line. To be called inside
    /// the gate, and not while an answer is under way.
    public mutating func edit<Names: ManagementNames & ~Copyable, let coreCount: Int>(
      rings: borrowing ConsoleRings<machineCount, coreCount>, names: inout Names,
      complaint: inout LogLine
    ) -> ManagementInput {
      // Who has just come here is told so before anything is shown.
      if message != .none, staging.space >= 256 { composeMessage() }
      // The line may have to be shown anew, and be completed.
      while staging.space >= 256, let byte = rings.commands.pop() {
        if prompt.isPartOfSequence(byte) { continue }
        if !prompt.isShown { showPrompt() }
        switch byte {
        case 0x0A, 0x0D:
          endOpenLine()
          let input = prompt.line.withText {
            CommandLanguage.parse($0.raw, &names, &complaint)
          }
          prompt.line.removeAll()
          if input != .nothing { return input }
        case 0x03:
          staging.append("^C")
          endOpenLine()
          prompt.line.removeAll()
        case 0x08, 0x7F: erase()
        case 0x15: while prompt.line.count > 0 { erase() }
        case 0x09: complete(&names)
        case 0x20...0x7E: add(byte)
        default: break
        }
      }
      return .nothing
    }

    private mutating func add(_ byte: UInt8) {
      guard prompt.line.count < CommandPrompt.longestLine else {
        return staging.append(0x07)  // the terminal's bell
      }
      prompt.line.append(byte: byte)
      staging.append(byte)
    }

    private mutating func erase() {
      guard prompt.line.count > 0 else { return }
      prompt.line.removeLast()
      staging.append("\u{8} \u{8}")
    }

    private mutating func complete<Names: ManagementNames & ~Copyable>(_ names: inout Names) {
      var last: UInt8 = 0
      while last != 0x20, prompt.line.count < CommandPrompt.longestLine,
        let byte = prompt.line.withText({ CommandLanguage.completion(of: $0.raw, &names) })
      {
        add(byte)
        last = byte
      }
    }

    /// The prompt with what was typed so far, at a line's start.
    mutating func showPrompt() {
      endOpenLine()
      staging.append("martlet> ")
      for index in 0..<prompt.line.count { staging.append(prompt.line.bytes[index]) }
      prompt.isShown = true
    }

    mutating func watchNobody<let coreCount: Int>(
      _ rings: borrowing ConsoleRings<machineCount, coreCount>
    ) {
      if eagerMachine >= 0 { rings.channels[eagerMachine].eager.store(0, ordering: .relaxed) }
      eagerMachine = -1
    }

    /// Raw mode: of VMs without focus the latest output is kept.
    mutating func forgetOldest<let capacity: Int>(
      _ machine: Int, _ ring: borrowing ByteRing<capacity>, outcome: inout ConsoleOutcome
    ) {
      let quarter = capacity &>> 2
      guard ring.count > capacity &- quarter else { return }
      views[machine].scanned = 0
      views[machine].waits = false
      views[machine].missed &+= UInt64(ring.discardOldest(ring.count &- 2 &* quarter))
      if ring.takeSpaceRequest() { outcome.spaceFor |= 1 &<< UInt64(machine) }
    }

    /// The name of the monitor, if that has the focus.
    mutating func appendMonitorName() -> Bool {
      guard prompt.hasFocus else { return false }
      staging.append("monitor")
      return true
    }

    mutating func appendHelp() -> Bool {
      staging.append("console: escape then 0-9a-f focus, m monitor, r raw or lines, s report, ")
      staging.append("q power off, escape sends it")
      return true
    }

    /// The prompt, once there was nothing else to show for a while: it would only stand between the lines of others.
    mutating func composePrompt<let coreCount: Int>(
      _ rings: borrowing ConsoleRings<machineCount, coreCount>, now: UInt64,
      outcome: inout ConsoleOutcome
    ) -> Int {
      guard rings.answers.load(ordering: .acquiring) == 0 else { return 0 }
      let time = prompt.lastOutput &+ policy.quietTime
      guard now >= time else {
        outcome.wantCall(at: time)
        return 0
      }
      showPrompt()
      updateEagerness(rings)
      return 1
    }

    /// Typed bytes go to the monitor from now on, or no more.
    mutating func setMonitorFocus(_ hasFocus: Bool) {
      prompt.hasFocus = hasFocus
      prompt.line.removeAll()
      prompt.sequence = .none
    }
  }
#endif
