/// Characters from the guest.
extension PL011 {
  @inline(__always)
  mutating func transmit(
    _ byte: UInt8, _ port: borrowing some SerialPort & ~Copyable
  ) -> PL011Effects {
    let transmission = port.transmit(byte)
    guard let space = transmission.space else { return refuse(port) }
    if space >= Self.depth {
      raw |= PL011Interrupt.transmit
    } else {
      waitForSpace(port)
    }
    let effects = settle()
    return switch transmission.urgency {
    case .none: effects
    case .soon: effects.union(.drainSoon)
    case .now: effects.union(.drainNow)
    }
  }

  mutating func refuse(_ port: borrowing some SerialPort & ~Copyable) -> PL011Effects {
    waitForSpace(port)
    return settle().union(.refused).union(.drainNow)
  }

  mutating func waitForSpace(_ port: borrowing some SerialPort & ~Copyable) {
    if port.requestTransmitSpace(Self.depth) {
      raw |= PL011Interrupt.transmit
    } else {
      raw &= ~PL011Interrupt.transmit
    }
  }

  mutating func transmitInLoopback(_ character: UInt16) {
    put(character)
    raw |= PL011Interrupt.transmit
  }
}
