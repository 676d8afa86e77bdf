/// Where translation tables live: the machine's frames, or an array in tests.
public protocol TableMemory: ~Copyable {
  /// A zeroed 4 KiB frame for one table, or nil when there is none left.
  mutating func allocateTable() -> PhysicalAddress?
  /// The descriptor at `address`, a multiple of 8 inside an allocated table.
  mutating func readDescriptor(at address: PhysicalAddress) -> UInt64
  mutating func writeDescriptor(_ value: UInt64, at address: PhysicalAddress)
}
