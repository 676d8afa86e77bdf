/// Memory-mapped registers of the board's GICv3. Static functions, implemented in the image over
/// device-memory accessors, so that each call becomes one load or store.
public protocol PhysicalInterruptRegisters: ~Copyable {
  /// The distributor; `offset` is in bytes and aligned to the size.
  static func readDistributor(_ offset: UInt32) -> UInt32
  static func writeDistributor(_ offset: UInt32, _ value: UInt32)
  static func readDistributor64(_ offset: UInt32) -> UInt64
  static func writeDistributor64(_ offset: UInt32, _ value: UInt64)
  /// The redistributor whose first frame is at physical address `frame`; `offset` reaches over its
  /// frames (64 KiB each, SGIs and PPIs in the second).
  static func readRedistributor(_ frame: UInt64, _ offset: UInt32) -> UInt32
  static func writeRedistributor(_ frame: UInt64, _ offset: UInt32, _ value: UInt32)
  static func readRedistributor64(_ frame: UInt64, _ offset: UInt32) -> UInt64
}
