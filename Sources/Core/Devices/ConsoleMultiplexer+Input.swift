/// Typed bytes.
extension ConsoleMultiplexer {
  /// A byte that arrived at the physical UART. To be called inside the gate.
  ///
  /// The escape byte, then: a hexadecimal digit to put that VM in focus; the escape byte again to
  /// send it; `h` for help; `r` to change between line and raw mode; `s` to report; `q` to report
  /// and power off. Everything else goes to the VM in focus; when its ring is full the byte is lost
  /// and counted there.
  public mutating func receive<let coreCount: Int>(
    _ byte: UInt8,
    rings: borrowing ConsoleRings<machineCount, coreCount>
  ) -> ConsoleAction {
    if !commandFollows && byte == policy.escape {
      commandFollows = true
      return .none
    }
    if commandFollows && byte != policy.escape {
      commandFollows = false
      return command(byte, rings: rings)
    }
    commandFollows = false
    #if MARTLET_SHARING
      if prompt.hasFocus {
        if rings.commands.push(byte) == nil { rings.commands.countDiscarded(1) }
        return .monitor
      }
    #endif
    guard views[focus].isPresent else { return .none }
    guard rings.channels[focus].input.push(byte) != nil else {
      rings.channels[focus].input.countDiscarded(1)
      return .input(machine: focus)
    }
    return .input(machine: focus)
  }

  mutating func command<let coreCount: Int>(
    _ byte: UInt8,
    rings: borrowing ConsoleRings<machineCount, coreCount>
  ) -> ConsoleAction {
    switch byte {
    case 0x30...0x39: return changeFocus(Int(byte &- 0x30), rings: rings)
    case 0x61...0x66: return changeFocus(Int(byte &- 0x61 &+ 10), rings: rings)
    case 0x72:  // r
      toggleMode()
      message = isRaw ? .focus : .lineMode
      updateEagerness(rings)
      return .drain
    case 0x73: return .report  // s
    case 0x71: return .powerOff  // q
    #if MARTLET_MONITOR
      case 0x6D:  // m
        setMonitorFocus(true)
        message = .focus
        updateEagerness(rings)
        return .drain
    #endif
    default:
      message = .help
      return .drain
    }
  }

  mutating func changeFocus<let coreCount: Int>(
    _ machine: Int,
    rings: borrowing ConsoleRings<machineCount, coreCount>
  ) -> ConsoleAction {
    guard machine < machineCount && views[machine].isPresent else {
      message = .noSuchMachine
      return .drain
    }
    setFocus(machine)
    #if MARTLET_SHARING
      setMonitorFocus(false)
    #endif
    message = .focus
    updateEagerness(rings)
    return .focusChanged(machine: machine)
  }
}
