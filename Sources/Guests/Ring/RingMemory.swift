internal import GuestSupport

/// Where the ring is: 64 KiB at a multiple of 64.
enum RingMemory {
  static var start: UInt64 { (SharedWord(0).address &+ 63) & ~63 }
  static var size: UInt64 { 0x1_0000 }
}
