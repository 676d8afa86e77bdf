internal import GuestSupport

/// What the second CPU is told to do when it starts.
enum SecondCPU {
  /// Contexts of `CPU_ON`, which choose its stack too: to switch itself off again, or to answer interrupts, or to take turns
  /// with the first CPU.
  static let leaves: UInt64 = 1
  static let stays: UInt64 = 2
  static let takesTurns: UInt64 = 3
  /// Not zero: it waits for interrupts by WFI, else awake.
  static var sleeps: SharedWord { SharedWord(8) }
}
