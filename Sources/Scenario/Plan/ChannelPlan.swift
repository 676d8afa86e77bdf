/// A channel, resolved: where its memory is, and where and how each of its two VMs has it.
public struct ChannelPlan: Sendable, Equatable {
  /// A stretch of the memory; at least one end may write it.
  public struct Part: Sendable, Equatable {
    /// Bytes, whole pages.
    public var size: UInt64
    /// Bit 0: the first VM may write; bit 1: the second.
    public var writers: UInt32

    public init(size: UInt64, writers: UInt32 = 3) {
      self.size = size
      self.writers = writers
    }
  }

  public struct End: Sendable, Equatable {
    /// Index of the VM.
    public var machine: Int
    /// On the VM's PCI bus; without one its number among the VM's channels.
    public var slot: Int
    /// INTID: of a line of the bus, or a spare physical interrupt of a `direct` VM.
    public var interrupt: UInt32
    /// Guest-physical addresses, on a bus only at the start.
    public var registers: UInt64
    public var memory: UInt64

    public init(machine: Int, slot: Int, interrupt: UInt32, registers: UInt64, memory: UInt64) {
      self.machine = machine
      self.slot = slot
      self.interrupt = interrupt
      self.registers = registers
      self.memory = memory
    }
  }

  public var name: String
  public var parts: [Part]
  /// Physical address of the memory.
  public var physical: UInt64
  /// Two.
  public var ends: [End]
  /// The end whose VM stands by for the other's at first; nil where they are no pair.
  public var standby: Int?

  public init(
    name: String, parts: [Part], physical: UInt64, ends: [End], standby: Int? = nil
  ) {
    self.name = name
    self.parts = parts
    self.physical = physical
    self.ends = ends
    self.standby = standby
  }

  public var size: UInt64 { parts.reduce(0) { $0 + $1.size } }
}
