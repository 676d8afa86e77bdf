/// Loads and stores by the guest.
extension PL011 {
  /// A load of `size` bytes (1, 2 or 4) at `offset` from the start of the device.
  ///
  /// Narrow loads get their part of the 32-bit register; other sizes read as zero. Never inlined:
  /// behind a pointer the compiler knows the fields' alignment, within the caller's larger state it
  /// was seen to lose it and to load them byte by byte.
  @inline(never)
  public mutating func read(
    offset: UInt64, size: Int, port: borrowing some SerialPort & ~Copyable
  ) -> PL011Answer {
    if offset == PL011Register.flags {
      if queueCount == 0 { acceptInput(port) }
      return PL011Answer(value: flags(port) & RegisterLane.mask(size), effects: settle())
    }
    return readSlowly(offset: offset, size: size, port: port)
  }

  mutating func readSlowly(
    offset: UInt64, size: Int, port: borrowing some SerialPort & ~Copyable
  ) -> PL011Answer {
    let value: UInt32
    switch offset & ~3 {
    case PL011Register.data: value = takeCharacter(port)
    case PL011Register.receiveStatus: value = receiveStatus
    case PL011Register.flags: value = flags(port)
    case PL011Register.lowPower: value = lowPower
    case PL011Register.integerDivisor: value = integerDivisor
    case PL011Register.fractionalDivisor: value = fractionalDivisor
    case PL011Register.lineControl: value = lineControl
    case PL011Register.control: value = control
    case PL011Register.levelSelect: value = levelSelect
    case PL011Register.interruptMask: value = mask
    case PL011Register.rawInterrupts: value = raw
    case PL011Register.maskedInterrupts: value = raw & mask
    case PL011Register.directMemoryAccess: value = directMemoryAccess
    case let register: value = PrimeCellIdentification.serialPort.read(register)
    }
    return PL011Answer(
      value: RegisterLane.extract(value, offset: offset, size: size), effects: settle())
  }

  /// A store of `size` bytes (1, 2 or 4) at `offset` from the start of the device.
  ///
  /// A narrow store to the start of a register writes the whole register, zero-extended, as on the
  /// APB bus without byte strobes; stores to other lanes or of other sizes are ignored.
  @inline(never)
  public mutating func write(
    offset: UInt64, size: Int, value: UInt32, port: borrowing some SerialPort & ~Copyable
  ) -> PL011Effects {
    if offset == PL011Register.data && control & PL011Control.loopback == 0 {
      return transmit(UInt8(truncatingIfNeeded: value), port)
    }
    return writeSlowly(offset: offset, size: size, value: value, port: port)
  }

  mutating func writeSlowly(
    offset: UInt64, size: Int, value: UInt32, port: borrowing some SerialPort & ~Copyable
  ) -> PL011Effects {
    guard offset & 3 == 0 && RegisterLane.mask(size) != 0 else { return PL011Effects() }
    let value = value & RegisterLane.mask(size)
    switch offset {
    case PL011Register.data: transmitInLoopback(UInt16(truncatingIfNeeded: value & 0xFF))
    case PL011Register.receiveStatus: receiveStatus = 0
    case PL011Register.lowPower: lowPower = value & 0xFF
    case PL011Register.integerDivisor: integerDivisor = value & 0xFFFF
    case PL011Register.fractionalDivisor: fractionalDivisor = value & 0x3F
    case PL011Register.lineControl: writeLineControl(value & 0xFF, port)
    case PL011Register.control: writeControl(value & 0xFF87, port)
    case PL011Register.levelSelect:
      levelSelect = value & 0x3F
      updateReceiveInterrupts()
    case PL011Register.interruptMask: mask = value & PL011Interrupt.all
    case PL011Register.interruptClear: raw &= ~value
    case PL011Register.directMemoryAccess: directMemoryAccess = value & 0x7
    default: break
    }
    return settle()
  }

  /// Arm: `UARTFR`.
  @inline(__always)
  mutating func flags(_ port: borrowing some SerialPort & ~Copyable) -> UInt32 {
    var flags = modemInputs
    flags |=
      port.transmitSpace > 0
      ? PL011Flag.transmitEmpty : PL011Flag.transmitFull | PL011Flag.busy
    if queueCount == 0 { flags |= PL011Flag.receiveEmpty }
    if queueCount >= queueDepth { flags |= PL011Flag.receiveFull }
    return flags
  }

  /// The modem inputs in FR: in loopback the modem outputs, otherwise nothing is connected.
  @inline(__always)
  var modemInputs: UInt32 {
    mutating get { control & PL011Control.loopback == 0 ? 0 : Self.loopedModemInputs(control) }
  }

  static func loopedModemInputs(_ control: UInt32) -> UInt32 {
    var inputs: UInt32 = 0
    if control & PL011Control.requestToSend != 0 { inputs |= PL011Flag.clearToSend }
    if control & PL011Control.dataTerminalReady != 0 { inputs |= PL011Flag.dataSetReady }
    if control & PL011Control.output1 != 0 { inputs |= PL011Flag.carrierDetect }
    if control & PL011Control.output2 != 0 { inputs |= PL011Flag.ringIndicator }
    return inputs
  }

  mutating func writeLineControl(
    _ value: UInt32, _ port: borrowing some SerialPort & ~Copyable
  ) {
    let changed = lineControl ^ value
    lineControl = value
    if changed & PL011Control.enableQueues != 0 {
      queueStart = 0
      queueCount = 0
      updateReceiveInterrupts()
    }
    let breaks = changed & value & PL011Control.sendBreak != 0
    if breaks && control & PL011Control.loopback != 0 { put(PL011Data.breakError) }
    acceptInput(port)
  }

  mutating func writeControl(_ value: UInt32, _ port: borrowing some SerialPort & ~Copyable) {
    let before = modemInputs
    control = value
    let changed = before ^ modemInputs
    if changed & PL011Flag.clearToSend != 0 { raw |= PL011Interrupt.clearToSend }
    if changed & PL011Flag.dataSetReady != 0 { raw |= PL011Interrupt.dataSetReady }
    if changed & PL011Flag.carrierDetect != 0 { raw |= PL011Interrupt.carrierDetect }
    if changed & PL011Flag.ringIndicator != 0 { raw |= PL011Interrupt.ringIndicator }
    acceptInput(port)
  }
}
