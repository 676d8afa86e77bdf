/// What the VMs of a configuration have between them: no two may share memory, a device window, a core
/// or an interrupt.
public struct Claims: ~Copyable {
  #if MARTLET_SERVICE
    /// Physical memory and device windows: 16 VMs with 4 + 8 each, 16 channels, and the reserve.
    private var ranges = BoundedList<209, AddressRange>(filler: AddressRange(start: 0, size: 0))
  #else
    /// Physical memory and device windows: 16 VMs with 4 + 8 each.
    private var ranges = BoundedList<192, AddressRange>(filler: AddressRange(start: 0, size: 0))
  #endif
  private var interrupts = InlineArray<16, UInt64>(repeating: 0)
  /// A bit for each physical core that runs a virtual one.
  public private(set) var cores: UInt32 = 0
  #if MARTLET_SHARING
    /// Those of them that belong to pools whose VMs share them.
    public private(set) var sharedCores: UInt32 = 0
  #endif
  /// Those of them that are kicked by a fast interrupt.
  public private(set) var fastInterruptCores: UInt32 = 0

  // Where it is wanted, and not somewhere else first: it is large for a stack.
  @inline(__always)
  public init() {}

  /// Where the first range at or after `start` starts; `end`, if none does before it.
  public mutating func firstStart(from start: UInt64, before end: UInt64) -> UInt64 {
    var first = end
    var index = 0
    while index < ranges.count {
      if ranges[index].start >= start { first = min(first, ranges[index].start) }
      index &+= 1
    }
    return first
  }

  #if MARTLET_SHARING
    /// Takes the cores of the pools that are shared. Before any VM is added.
    public mutating func share(_ cores: UInt32) {
      sharedCores |= cores
      self.cores |= cores
    }
  #endif

  /// Adds what a VM asks for; the error does not say which VM.
  public mutating func add(
    _ machine: inout VirtualMachineConfiguration
  ) throws(ConfigurationError) {
    var position = 0
    while position < machine.memory.count {
      try take(machine.memory[position].physicalRange, .memory)
      position &+= 1
    }
    position = 0
    while position < machine.passthrough.count {
      try take(machine.passthrough[position].physicalRange, .passthrough)
      position &+= 1
    }
    position = 0
    while position < machine.cores.count {
      let bit: UInt32 = 1 &<< UInt32(machine.cores[position] & 31)
      #if MARTLET_SHARING
        // A bound VM has its cores for itself, a shared one none but those of shared pools.
        guard machine.isShared ? sharedCores & bit != 0 : cores & bit == 0 else {
          throw ConfigurationError(.givenTwice, .cores)
        }
      #else
        guard cores & bit == 0 else { throw ConfigurationError(.givenTwice, .cores) }
      #endif
      cores |= bit
      if machine.interruptMode == .directByFastInterrupt { fastInterruptCores |= bit }
      position &+= 1
    }
    try takeInterrupts(&machine)
  }

  #if MARTLET_SERVICE
    /// Adds a channel's memory. After all VMs.
    mutating func add(_ channel: inout ChannelConfiguration) throws(ConfigurationError) {
      try take(channel.physicalRange, .physical)
    }

    /// Adds what is kept for VMs to come.
    mutating func add(_ reserve: inout ReserveConfiguration) throws(ConfigurationError) {
      try take(reserve.memory, .reserve)
    }
  #endif

  private mutating func take(
    _ range: AddressRange, _ field: ConfigurationField
  ) throws(ConfigurationError) {
    var index = 0
    while index < ranges.count {
      guard !ranges[index].overlaps(range) else {
        throw ConfigurationError(.overlapping, field)
      }
      index &+= 1
    }
    _ = ranges.append(range)
  }

  /// Physical interrupts of the VM: those passed through and, for a direct VM, those of its UART and
  /// clock.
  private mutating func takeInterrupts(
    _ machine: inout VirtualMachineConfiguration
  ) throws(ConfigurationError) {
    var position = 0
    while position < machine.passthroughInterrupts.count {
      guard take(machine.passthroughInterrupts[position]) else {
        throw ConfigurationError(.givenTwice, .passthroughInterrupts)
      }
      position &+= 1
    }
    guard machine.interruptMode != .virtual else { return }
    if machine.hasUART, !take(machine.uartInterrupt) {
      throw ConfigurationError(.givenTwice, .uartInterrupt)
    }
    if machine.hasRTC, !take(machine.rtcInterrupt) {
      throw ConfigurationError(.givenTwice, .rtcInterrupt)
    }
  }

  /// A physical interrupt; false if somebody has it.
  mutating func take(_ number: UInt32) -> Bool {
    let word = Int(number &>> 6) & 15
    let bit: UInt64 = 1 &<< UInt64(number & 63)
    guard interrupts[word] & bit == 0 else { return false }
    interrupts[word] |= bit
    return true
  }
}
