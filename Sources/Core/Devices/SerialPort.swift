/// What a virtual UART is connected to: the far end of its two wires.
///
/// All members borrow, because a port is shared with the core that drains it.
public protocol SerialPort: ~Copyable {
  /// Sends one byte down the wire.
  borrowing func transmit(_ byte: UInt8) -> SerialTransmission

  /// Bytes that `transmit(_:)` would accept now.
  var transmitSpace: Int { borrowing get }

  /// Asks that the device be told when `amount` bytes can be accepted; true when they can already.
  borrowing func requestTransmitSpace(_ amount: Int) -> Bool

  /// The next byte that arrived for the device, if any.
  borrowing func receive() -> UInt8?
}

/// What became of a byte given to a port.
public struct SerialTransmission: Sendable {
  /// Bytes that can still be accepted, or nil when this one was refused.
  public var space: Int?
  /// How soon somebody should look at the port's output.
  public var urgency: SerialUrgency

  public init(space: Int?, urgency: SerialUrgency) {
    self.space = space
    self.urgency = urgency
  }
}

/// How soon somebody should look at a port's output.
public enum SerialUrgency: UInt8, Sendable {
  /// It was announced before.
  case none
  /// Within the time a human does not notice; a timer should be running.
  case soon
  /// At once: a line is complete, somebody watches each byte, or the buffer is filling up.
  case now
}
