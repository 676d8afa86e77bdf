/// Text on the PL011, one piece after the other: `say("ticks=").decimal(7).end()`.
///
/// Nothing is buffered and nothing is allocated. CPUs that print at the same time mix their lines, so
/// only one does.
public struct Console {
  /// Switches the UART's transmitter on (PL011: `UARTLCR_H`, `UARTCR`).
  static func prepare() {
    let uart = SupportWord[SupportWord.uart]
    guard uart != 0, SupportWord[SupportWord.isGenericUART] == 0 else { return }
    Memory.write32(uart &+ 0x2c, 0x70)  // eight bits, FIFOs
    Memory.write32(uart &+ 0x30, 0x101)  // UART and transmitter enabled
  }

  public static func put(_ byte: UInt8) {
    let uart = SupportWord[SupportWord.uart]
    guard uart != 0 else { return }
    // A UART that never drains must not hang the guest: after many polls the byte is sent regardless.
    var polls = 0
    while Memory.read32(uart &+ 0x18) & 0x20 != 0, polls < 1_000_000 { polls &+= 1 }
    Memory.write32(uart, UInt32(byte))
  }

  @discardableResult
  public func text(_ text: StaticString) -> Console {
    for index in 0..<text.utf8CodeUnitCount { Console.put(text.byte(at: index)) }
    return self
  }

  @discardableResult
  public func decimal(_ value: UInt64) -> Console {
    var divisor: UInt64 = 1
    while value / divisor >= 10 { divisor &*= 10 }
    while divisor > 0 {
      Console.put(UInt8(truncatingIfNeeded: 48 &+ value / divisor % 10))
      divisor /= 10
    }
    return self
  }

  /// Hexadecimal with `0x`, without leading zeros.
  @discardableResult
  public func hex(_ value: UInt64) -> Console {
    text("0x")
    var shift: UInt64 = 60
    while shift > 0, value >> shift == 0 { shift &-= 4 }
    while true {
      let digit = UInt8(truncatingIfNeeded: value >> shift & 15)
      Console.put(digit < 10 ? 48 &+ digit : 87 &+ digit)
      if shift == 0 { break }
      shift &-= 4
    }
    return self
  }

  @discardableResult
  public func hex(_ value: UInt32) -> Console { hex(UInt64(value)) }

  public func end() {
    Console.put(13)
    Console.put(10)
  }
}

/// Starts a line.
@discardableResult
public func say(_ text: StaticString) -> Console { Console().text(text) }
