internal import GuestSupport

/// The words that the interrupt handler and the measuring code share.
enum Shared {
  /// The interrupt that was handled last; zero: none since it was cleared.
  static var seen: SharedWord { SharedWord(0) }
  /// The counter at the vector of that interrupt.
  static var counter: SharedWord { SharedWord(1) }
  /// Not zero: the handler measures acknowledging and ending, two words from `acknowledge` on.
  static var measures: SharedWord { SharedWord(2) }
  static var acknowledge: SharedWord { SharedWord(3) }
  static var end: SharedWord { SharedWord(4) }
  /// What the second CPU last reached, and the counter at its first instruction.
  static var secondState: SharedWord { SharedWord(5) }
  static var secondCounter: SharedWord { SharedWord(6) }

  /// Of two CPUs that take turns on one core: up to which metric the first has come, and the second is done; and what the
  /// counter was when each last looked.
  static var firstStage: SharedWord { SharedWord(9) }
  static var secondStage: SharedWord { SharedWord(10) }
  static var firstLook: SharedWord { SharedWord(11) }
  static var secondLook: SharedWord { SharedWord(12) }

  /// The software interrupt that the first CPU sends to itself, the one it sends to the second, and the answer.
  static let own: UInt64 = 1
  static let ping: UInt64 = 2
  static let pong: UInt64 = 3
  /// A shared interrupt that stays quiet: the UART's, whose own interrupts are all masked.
  static let peripheral: UInt64 = 33
  /// The interrupt of the PL031 on the `virt` board.
  static let clock: UInt64 = 34

  /// `ICC_SGI1R_EL1` for one CPU by its affinity.
  static func request(_ interrupt: UInt64, to affinity: UInt64) -> UInt64 {
    interrupt << 24 | 1 << (affinity & 15) | (affinity >> 8 & 0xff) << 16
      | (affinity >> 16 & 0xff) << 32 | (affinity >> 32 & 0xff) << 48
  }
}
