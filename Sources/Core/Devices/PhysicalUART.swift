/// The one serial port of the board, as the console needs it.
public protocol PhysicalUART: ~Copyable {
  /// Hands `byte` to the transmitter, or returns false when it has no room.
  mutating func tryWrite(_ byte: UInt8) -> Bool

  /// A received byte, if there is one.
  mutating func tryRead() -> UInt8?

  /// Whether room in the transmitter shall raise the UART's interrupt.
  mutating func setTransmitInterrupt(_ enabled: Bool)
}

/// 32-bit registers of one device, by offset in bytes.
public protocol RegisterWindow: ~Copyable {
  borrowing func load(_ offset: UInt64) -> UInt32
  borrowing func store(_ offset: UInt64, _ value: UInt32)
}
