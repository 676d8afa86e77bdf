/// Characters to the guest.
extension PL011 {
  @inline(__always)
  var queueDepth: Int {
    mutating get { lineControl & PL011Control.enableQueues != 0 ? Self.depth : 1 }
  }

  /// Characters at which the receive interrupt comes. Arm: `UARTIFLS.RXIFLSEL`.
  var receiveTrigger: Int {
    mutating get {
      guard lineControl & PL011Control.enableQueues != 0 else { return 1 }
      return switch levelSelect >> 3 {
      case 0: 2
      case 1: 4
      case 2: 8
      case 3: 12
      // The values above 4 are reserved; they act as the deepest level.
      default: 14
      }
    }
  }

  /// The port has room again after it had said that it would tell, or something may have arrived there.
  public mutating func portChanged(
    _ port: borrowing some SerialPort & ~Copyable, hasRoom: Bool
  ) -> PL011Effects {
    // The guest may have written again since, with nobody else to ask for space on its behalf.
    if hasRoom { waitForSpace(port) }
    acceptInput(port)
    return settle()
  }

  /// The line was held low for longer than a character.
  public mutating func breakArrived() -> PL011Effects {
    if control & PL011Control.loopback == 0 { put(PL011Data.breakError) }
    return settle()
  }

  /// Moves characters from the port to the queue; the input is disconnected in loopback.
  mutating func acceptInput(_ port: borrowing some SerialPort & ~Copyable) {
    guard control & PL011Control.loopback == 0 else { return }
    while queueCount < queueDepth, let byte = port.receive() {
      put(UInt16(byte))
    }
  }

  /// A character arrives, with its error bits as in `UARTDR`.
  mutating func put(_ character: UInt16) {
    raw |= UInt32(character & 0x700) >> 1
    guard queueCount < queueDepth else {
      overrun = true
      receiveStatus |= UInt32(PL011Data.overrunError >> 8)
      raw |= PL011Interrupt.overrunError
      countOverrun()
      return
    }
    overrun = false
    queue[(queueStart &+ queueCount) & (Self.depth &- 1)] = character
    queueCount &+= 1
    if queueCount >= receiveTrigger {
      raw |= PL011Interrupt.receive
    } else {
      raw |= PL011Interrupt.receiveTimeout
    }
  }

  /// Arm: a read of `UARTDR`.
  mutating func takeCharacter(_ port: borrowing some SerialPort & ~Copyable) -> UInt32 {
    guard queueCount > 0 else {
      acceptInput(port)
      return queueCount > 0 ? takeCharacter(port) : 0
    }
    var character = UInt32(queue[queueStart])
    if overrun { character |= UInt32(PL011Data.overrunError) }
    queueStart = (queueStart &+ 1) & (Self.depth &- 1)
    queueCount &-= 1
    receiveStatus = character >> 8
    updateReceiveInterrupts()
    acceptInput(port)
    return character
  }

  /// After the queue shrank or the level changed: the receive interrupt falls below its level, and
  /// what then remains counts as timed out.
  mutating func updateReceiveInterrupts() {
    if queueCount >= receiveTrigger {
      raw |= PL011Interrupt.receive
      return
    }
    raw &= ~PL011Interrupt.receive
    if queueCount == 0 {
      raw &= ~PL011Interrupt.receiveTimeout
    } else {
      raw |= PL011Interrupt.receiveTimeout
    }
  }
}
