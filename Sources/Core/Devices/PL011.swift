/// The PrimeCell UART (PL011) that each guest sees, as a register file over a `SerialPort`.
///
/// | offset | register | | offset | register |
/// |---|---|---|---|---|
/// | 0x000 | DR | | 0x034 | IFLS |
/// | 0x004 | RSR / ECR | | 0x038 | IMSC |
/// | 0x018 | FR | | 0x03C | RIS |
/// | 0x020 | ILPR (stored) | | 0x040 | MIS |
/// | 0x024 | IBRD (stored) | | 0x044 | ICR |
/// | 0x028 | FBRD (stored) | | 0x048 | DMACR (stored) |
/// | 0x02C | LCR_H | | 0xFE0… | PeriphID0–3, PCellID0–3 |
/// | 0x030 | CR | | | |
///
/// Its transmit queue is the port's ring: FR shows "full" when the ring is full and "empty, idle"
/// otherwise, since a byte in the ring cannot be lost any more. A guest that floods its console
/// therefore waits, by polling FR or for the transmit interrupt, and slows nobody but itself. A
/// guest that writes without looking gets `PL011Effects.refused`: the machine can let it execute
/// the store again.
///
/// Two points where drivers are particular:
/// - The transmit interrupt is a *transition*: it is latched when written data leaves room for at
///   least 16 characters, not by enabling it. Drivers write up to 16 characters on it unasked.
/// - Characters do not take time here, so the receive timeout is latched at once when characters
///   wait below the trigger level.
///
/// As under QEMU, data flows whether or not CR enables it: much bare-metal code never does.
///
/// Not emulated: baud rate and character format (stored only), DMA, infrared, modem inputs outside
/// loopback, hardware flow control, the test registers at 0x080–0x08C (read as zero).
///
/// All members are `mutating`, even those that only look: a struct with an array in it is copied
/// whole to the stack for every other kind of call.
public struct PL011: ~Copyable {
  /// Depth of the receive queue while LCR_H.FEN is set, and the room that the transmit interrupt
  /// promises. PeriphID2 says revision r1p4, for which drivers assume 16.
  static let depth = 16

  var queue = InlineArray<16, UInt16>(repeating: 0)
  var queueStart = 0
  var queueCount = 0
  /// The queue was full when a character arrived; shown with each character until one is stored.
  var overrun = false
  /// Characters received into a full queue since the last reset of the device.
  public private(set) var overrunCount: UInt64 = 0

  var receiveStatus: UInt32 = 0
  var lowPower: UInt32 = 0
  var integerDivisor: UInt32 = 0
  var fractionalDivisor: UInt32 = 0
  var lineControl: UInt32 = 0
  var control: UInt32 = PL011Control.enableTransmit | PL011Control.enableReceive
  var levelSelect: UInt32 = 0x12
  var directMemoryAccess: UInt32 = 0
  var mask: UInt32 = 0
  var raw: UInt32 = 0
  /// The level of the combined interrupt line, as last told.
  public private(set) var interruptLine = false

  public init() {}

  /// Back to the reset values, as at power-on. Bytes in the port stay there.
  public mutating func reset() -> PL011Effects {
    let line = interruptLine
    self = PL011()
    return line ? .lineChanged : PL011Effects()
  }

  /// Tells the interrupt line's changes; to be called at the end of whatever changes `raw` or `mask`.
  @inline(never)
  mutating func settle() -> PL011Effects {
    let level = raw & mask != 0
    guard level != interruptLine else { return PL011Effects() }
    interruptLine = level
    return level ? .lineRose : .lineChanged
  }

  mutating func countOverrun() {
    overrunCount &+= 1
  }
}
