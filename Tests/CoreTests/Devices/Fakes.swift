import Core
import Testing

/// A channel as the console has it, small enough to fill up.
typealias SmallChannel = ConsoleChannel<64, 64>

/// A physical UART that remembers what was written and can be full.
struct FakeUART: PhysicalUART, ~Copyable {
  var written: [UInt8] = []
  var typed: [UInt8] = []
  /// How many bytes it accepts until it is full.
  var room = Int.max
  var transmitInterrupt = false

  mutating func tryWrite(_ byte: UInt8) -> Bool {
    guard room > 0 else { return false }
    room -= 1
    written.append(byte)
    return true
  }

  mutating func tryRead() -> UInt8? {
    typed.isEmpty ? nil : typed.removeFirst()
  }

  mutating func setTransmitInterrupt(_ enabled: Bool) {
    transmitInterrupt = enabled
  }

  /// What was written, and forgets it.
  mutating func takeText() -> String {
    defer { written = [] }
    return String(decoding: written, as: UTF8.self)
  }
}

/// A generator with a fixed seed, so that a failing run can be repeated.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

/// `#expect` for conditions about types that cannot be copied, which the macro would have to take
/// apart.
func check(
  _ condition: Bool, _ comment: Comment? = nil, at location: SourceLocation = #_sourceLocation
) {
  #expect(condition, comment, sourceLocation: location)
}
