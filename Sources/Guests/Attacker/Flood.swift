internal import CGuestSupport
internal import GuestSupport

/// The console, as fast and as ugly as it goes, for ever.
enum Flood {
  static func run() -> Never {
    var line: UInt64 = 0
    while true {
      line &+= 1
      switch line % 4 {
      case 0:  // one line without an end
        for _ in 0..<5000 { Memory.write32(Platform.uart, 0x78) }
      case 1:  // many without a beginning
        for _ in 0..<200 { Memory.write32(Platform.uart, 10) }
      case 2:  // control characters, escapes, every byte there is
        for byte: UInt32 in 0..<256 { Memory.write32(Platform.uart, byte) }
      default: say("attacker: flood ").decimal(line).end()
      }
    }
  }
}
