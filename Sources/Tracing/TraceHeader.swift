/// What the first words of a trace say.
public struct TraceHeader: Sendable, Equatable {
  public var layout: TraceLayout
  /// Hertz of the counter.
  public var frequency: UInt64
  /// Counter when the hypervisor was entered.
  public var bootTime: UInt64
  public var machines: UInt64

  public init(layout: TraceLayout, frequency: UInt64, bootTime: UInt64, machines: UInt64) {
    self.layout = layout
    self.frequency = frequency
    self.bootTime = bootTime
    self.machines = machines
  }

  /// Writes the header at `base`; the magic comes last, when all else is there.
  public func write(_ memory: some TraceMemory, at base: UInt64) {
    var index = 1
    while index < Self.wordCount {
      memory.store(base &+ 8 &* UInt64(truncatingIfNeeded: index), word(index))
      index &+= 1
    }
    memory.publish(base, word(0))
  }

  /// Words before the names.
  public static var wordCount: Int { 9 }

  /// Word `index` of the header.
  public func word(_ index: Int) -> UInt64 {
    switch index {
    case 0: TraceLayout.magic.0
    case 1: TraceLayout.magic.1
    case 2: TraceLayout.version
    case 3: frequency
    case 4: bootTime
    case 5: machines
    case 6: layout.accounts
    case 7: layout.rings
    case 8: layout.capacity
    default: 0
    }
  }

  /// The header at `base`; nil where there is none, or none that this can read. What it says is within bounds: at most
  /// 128 accounts and 16 rings of 2^16 events.
  public init?(_ memory: some TraceSource, at base: UInt64) {
    guard memory.load(base) == TraceLayout.magic.0, memory.load(base &+ 8) == TraceLayout.magic.1,
      memory.load(base &+ 16) == TraceLayout.version
    else { return nil }
    layout = TraceLayout(
      accounts: memory.load(base &+ 48), rings: memory.load(base &+ 56),
      capacity: memory.load(base &+ 64))
    frequency = memory.load(base &+ 24)
    bootTime = memory.load(base &+ 32)
    machines = memory.load(base &+ 40)
    guard layout.accounts <= 128, layout.rings <= 16, layout.capacity <= 1 << 16,
      layout.capacity.nonzeroBitCount == 1, machines <= TraceLayout.mostMachines, frequency > 0
    else { return nil }
  }
}
