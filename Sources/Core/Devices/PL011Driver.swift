/// Driver for a real PL011, over any way to reach its registers.
///
/// Baud rate and format stay as firmware set them up.
public struct PL011Driver<Registers: RegisterWindow & ~Copyable>: ~Copyable {
  let registers: Registers
  var mask: UInt32 = 0

  /// Takes the UART over; nothing is touched before `start()` or the first byte.
  public init(registers: consuming Registers) {
    self.registers = registers
  }

  /// Turns queues, transmitter, receiver and the receive interrupts on.
  public mutating func start() {
    registers.store(PL011Register.interruptMask, 0)
    registers.store(PL011Register.interruptClear, PL011Interrupt.all)
    let line = registers.load(PL011Register.lineControl) & 0xFF
    // 8 bits, no parity, if firmware left the word length at its reset value of 5 bits.
    let format: UInt32 = line & 0x60 == 0 ? 0x60 : 0
    registers.store(PL011Register.lineControl, line | format | PL011Control.enableQueues)
    // Receive at 1/8: typed characters. Transmit at 1/8: as few interrupts as possible.
    registers.store(PL011Register.levelSelect, 0)
    registers.store(
      PL011Register.control,
      registers.load(PL011Register.control) & 0xFC00 | PL011Control.enable
        | PL011Control.enableTransmit | PL011Control.enableReceive)
    mask = PL011Interrupt.receive | PL011Interrupt.receiveTimeout
    registers.store(PL011Register.interruptMask, mask)
  }

  /// To be called when the interrupt came, before the console is drained and read.
  public mutating func acknowledge() {
    // The receive interrupts end by reading; the others, by clearing.
    let receiving = PL011Interrupt.receive | PL011Interrupt.receiveTimeout
    registers.store(PL011Register.interruptClear, PL011Interrupt.all & ~receiving)
  }
}

extension PL011Driver: PhysicalUART where Registers: ~Copyable {
  @inline(__always)
  public mutating func tryWrite(_ byte: UInt8) -> Bool {
    guard registers.load(PL011Register.flags) & PL011Flag.transmitFull == 0 else { return false }
    registers.store(PL011Register.data, UInt32(byte))
    return true
  }

  public mutating func tryRead() -> UInt8? {
    guard registers.load(PL011Register.flags) & PL011Flag.receiveEmpty == 0 else { return nil }
    let data = registers.load(PL011Register.data)
    // A break arrives as a zero character with its error bit; it is nobody's input.
    guard data & UInt32(PL011Data.breakError) == 0 else { return nil }
    return UInt8(truncatingIfNeeded: data)
  }

  public mutating func setTransmitInterrupt(_ enabled: Bool) {
    let wanted =
      enabled ? mask | PL011Interrupt.transmit : mask & ~PL011Interrupt.transmit
    guard wanted != mask else { return }
    mask = wanted
    registers.store(PL011Register.interruptMask, wanted)
  }
}
