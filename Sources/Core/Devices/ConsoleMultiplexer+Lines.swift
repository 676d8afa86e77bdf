/// Line mode and raw mode of one VM's output.
extension ConsoleMultiplexer {
  /// Stages the next line of `machine`, or as much of it as is to be shown now; returns the number of
  /// bytes taken from its ring, of which the filter may have left nothing.
  mutating func composeLine<let capacity: Int>(
    _ machine: Int, _ ring: borrowing ByteRing<capacity>, now: UInt64, flush: Bool,
    outcome: inout ConsoleOutcome
  ) -> Int {
    let length = readyLength(machine, ring, now: now, flush: flush, outcome: &outcome)
    guard length > 0 && hasCredit(machine, now: now, flush: flush, outcome: &outcome) else {
      return 0
    }
    var taken = 0
    // A byte becomes at most a line end, two prefixes, a carriage return and itself.
    while taken < length && staging.space > 80, let byte = ring.pop() {
      taken &+= 1
      show(byte, of: machine)
    }
    views[machine].credit &-= Int64(taken)
    views[machine].scanned = 0
    views[machine].waits = false
    if ring.takeSpaceRequest() { outcome.spaceFor |= 1 &<< UInt64(machine) }
    return taken
  }

  /// How many bytes of `machine` are to be shown now: up to a line end, or all of a line that
  /// waited long enough, or of one that is being continued.
  mutating func readyLength<let capacity: Int>(
    _ machine: Int, _ ring: borrowing ByteRing<capacity>, now: UInt64, flush: Bool,
    outcome: inout ConsoleOutcome
  ) -> Int {
    let produced = ring.produced
    if produced != views[machine].seenProduced {
      views[machine].seenProduced = produced
      views[machine].lastChange = now
    }
    var scanned = views[machine].scanned
    while scanned < policy.longestPiece, let byte = ring.peek(scanned) {
      scanned &+= 1
      if byte == 0x0A { return scanned }
    }
    views[machine].scanned = scanned
    guard scanned > 0 else { return 0 }
    if !views[machine].waits {
      views[machine].waits = true
      views[machine].waitingSince = now
    }
    let quietAt = views[machine].lastChange &+ policy.quietTime
    let lateAt = views[machine].waitingSince &+ policy.longestWait
    let ready =
      flush || openLine == machine || scanned >= policy.longestPiece
      || scanned >= capacity &- capacity &>> 2 || now >= quietAt || now >= lateAt
    if ready { return scanned }
    outcome.wantCall(at: min(quietAt, lateAt))
    return 0
  }

  /// Stages one byte of a line, filtered.
  mutating func show(_ byte: UInt8, of machine: Int) {
    if byte == 0x0A {
      // Whatever was begun ends with the line.
      begin(machine)
      staging.append("\r\n")
      views[machine].filter = .text
      views[machine].pendingReturn = false
      views[machine].column = 0
      openLine = nil
      return
    }
    switch views[machine].filter {
    case .text: showText(byte, of: machine)
    case .escape:
      views[machine].filter =
        switch byte {
        case 0x5B: .sequence
        case 0x50, 0x58, 0x5D, 0x5E, 0x5F: .string
        case 0x20...0x2F: .single
        default: .text
        }
    case .sequence:
      if byte >= 0x40 && byte <= 0x7E { views[machine].filter = .text }
      if byte == 0x1B { views[machine].filter = .escape }
    case .string:
      if byte == 0x07 { views[machine].filter = .text }
      if byte == 0x1B { views[machine].filter = .stringEscape }
    case .stringEscape: views[machine].filter = byte == 0x5C ? .text : .string
    case .single: views[machine].filter = .text
    case .latin:
      views[machine].filter = .text
      begin(machine)
      if byte >= 0x80 && byte <= 0x9F { return staging.append(0x3F) }
      staging.append(0xC2)
      showText(byte, of: machine)
    }
  }

  /// Puts the cursor into the line of `machine`, behind its prefix if it is not there yet.
  mutating func begin(_ machine: Int) {
    guard openLine != machine else { return }
    endOpenLine()
    appendPrefix(machine)
    views[machine].column = 0
    openLine = machine
  }

  mutating func showText(_ byte: UInt8, of machine: Int) {
    switch byte {
    case 0x0D:
      views[machine].pendingReturn = true
      return
    case 0x1B:
      views[machine].filter = .escape
      return
    case 0x08:
      guard openLine == machine && views[machine].column > 0 && !views[machine].pendingReturn
      else { return }
      views[machine].column &-= 1
      return staging.append(byte)
    case 0x00...0x1F where byte != 0x09: return
    case 0x7F: return
    default: break
    }
    begin(machine)
    if views[machine].pendingReturn {
      views[machine].pendingReturn = false
      if views[machine].column > 0 {
        // The text starts over in the same line, behind the prefix.
        staging.append(0x0D)
        appendPrefix(machine)
        views[machine].column = 0
      }
    }
    // Bytes that continue a UTF-8 character take no room of their own.
    if byte & 0xC0 != 0x80 { views[machine].column &+= 1 }
    if byte == 0xC2 {
      views[machine].filter = .latin
    } else {
      staging.append(byte)
    }
  }

  /// Stages bytes of the VM in focus as they are; makes room in the ring of any other. Returns the
  /// number of bytes staged.
  mutating func composeRaw<let capacity: Int>(
    _ machine: Int, _ ring: borrowing ByteRing<capacity>, now: UInt64, flush: Bool,
    outcome: inout ConsoleOutcome
  ) -> Int {
    #if MARTLET_SHARING
      if prompt.hasFocus {
        forgetOldest(machine, ring, outcome: &outcome)
        return 0
      }
    #endif
    let waiting = ring.count
    guard waiting > 0 else { return 0 }
    views[machine].scanned = 0
    views[machine].waits = false
    var taken = 0
    if machine == focus {
      guard hasCredit(machine, now: now, flush: flush, outcome: &outcome) else { return 0 }
      if openLine != machine { endOpenLine() }
      while taken < policy.longestPiece && staging.space > 2, let byte = ring.pop() {
        taken &+= 1
        staging.append(byte)
        openLine = byte == 0x0A ? nil : machine
      }
      views[machine].credit &-= Int64(taken)
    } else {
      let quarter = capacity &>> 2
      guard waiting > capacity &- quarter else { return 0 }
      views[machine].missed &+= UInt64(ring.discardOldest(waiting &- 2 &* quarter))
    }
    if ring.takeSpaceRequest() { outcome.spaceFor |= 1 &<< UInt64(machine) }
    return taken
  }
}
