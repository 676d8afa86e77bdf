internal import CAArch64
public import Core

/// Translation tables in frames of a pool.
public struct TableFrames: TableMemory, ~Copyable {
  public var pool: FramePool
  public let memory: PhysicalMemory

  public init(pool: consuming FramePool, memory: PhysicalMemory) {
    self.pool = pool
    self.memory = memory
  }

  public mutating func allocateTable() -> PhysicalAddress? {
    guard let frame = pool.take(1) else { return nil }
    let base = frame.base
    memory.zero(base.rawValue, Granule.size)
    return base
  }

  public mutating func readDescriptor(at address: PhysicalAddress) -> UInt64 {
    martlet_load64(memory.address(address.rawValue))
  }

  public mutating func writeDescriptor(_ value: UInt64, at address: PhysicalAddress) {
    martlet_store64(memory.address(address.rawValue), value)
  }
}
