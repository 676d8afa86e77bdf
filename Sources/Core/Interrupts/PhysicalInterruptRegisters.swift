/// Memory-mapped registers of the board's GICv3. Static functions, implemented in the image over
/// device-memory accessors, so that each call becomes one load or store.
public protocol PhysicalInterruptRegisters: ~Copyable {
  /// The physical address of the distributor's frame.
  static var distributor: UInt64 { get }
  /// The distributor, or the redistributor whose first frame is at physical address `frame`; `offset` is in bytes,
  /// aligned to the size, and reaches over a redistributor's frames (64 KiB each, SGIs and PPIs in the second).
  static func read(_ frame: UInt64, _ offset: UInt32) -> UInt32
  static func write(_ frame: UInt64, _ offset: UInt32, _ value: UInt32)
  static func read64(_ frame: UInt64, _ offset: UInt32) -> UInt64
  static func write64(_ frame: UInt64, _ offset: UInt32, _ value: UInt64)
}
