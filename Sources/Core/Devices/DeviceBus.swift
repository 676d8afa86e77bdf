/// Which of a VM's virtual devices an address belongs to.
///
/// A plain handle: the machine switches over it into typed storage. An enum that carried the
/// devices would be copied for each access.
public enum DeviceHandle: UInt8, Equatable, Sendable {
  case distributor
  case redistributor
  case serialPort
  case realTimeClock
  case virtio
  /// The bank that the VM's firmware runs from.
  case bootFlash
  /// The bank that firmware keeps its variables in.
  case variableFlash
  #if MARTLET_SERVICE
    /// The configuration space of the PCI bus, the window for registers of its functions, and the registers of channels
    /// in a VM without a bus.
    case configurationSpace
    case functionRegisters
    case channelRegisters
  #endif
}

/// A device and the distance of an address from its start.
public struct DeviceTarget: Equatable, Sendable {
  public var handle: DeviceHandle
  /// Bytes from the start of the device's window.
  public var offset: UInt64

  @inline(__always)
  public init(handle: DeviceHandle, offset: UInt64) {
    self.handle = handle
    self.offset = offset
  }
}

/// A device's place among guest-physical addresses; of size zero when the VM does not have it.
public struct DeviceWindow: Equatable, Sendable {
  public var base: UInt64
  public var size: UInt64

  /// A window of `size` bytes at `base`.
  public init(base: UInt64, size: UInt64) {
    self.base = base
    self.size = size
  }

  /// No window.
  public static let absent = DeviceWindow(base: 0, size: 0)
}

/// The map from guest-physical addresses to the virtual devices of one VM.
///
/// Devices know offsets only; addresses are known here only. Windows are separate fields, asked in
/// the order of how often guests touch them: that is three instructions for each, straight on, where
/// a search in a table would start with more. A further device is a further field, case and line.
public struct DeviceBus: Sendable {
  public var distributor = DeviceWindow.absent
  public var redistributor = DeviceWindow.absent
  public var serialPort = DeviceWindow.absent
  public var variableFlash = DeviceWindow.absent
  public var realTimeClock = DeviceWindow.absent
  public var virtio = DeviceWindow.absent
  public var bootFlash = DeviceWindow.absent
  #if MARTLET_SERVICE
    public var configurationSpace = DeviceWindow.absent
    public var functionRegisters = DeviceWindow.absent
    public var channelRegisters = DeviceWindow.absent
  #endif

  /// A bus without devices.
  public init() {}

  /// The device at guest-physical `address`, or nil when there is none.
  @inline(__always)
  public func target(_ address: UInt64) -> DeviceTarget? {
    // Below the base, the difference wraps and is larger than any size.
    var offset = address &- distributor.base
    if offset < distributor.size { return DeviceTarget(handle: .distributor, offset: offset) }
    offset = address &- redistributor.base
    if offset < redistributor.size { return DeviceTarget(handle: .redistributor, offset: offset) }
    offset = address &- serialPort.base
    if offset < serialPort.size { return DeviceTarget(handle: .serialPort, offset: offset) }
    return rareTarget(address)
  }

  func rareTarget(_ address: UInt64) -> DeviceTarget? {
    var offset = address &- variableFlash.base
    if offset < variableFlash.size { return DeviceTarget(handle: .variableFlash, offset: offset) }
    offset = address &- realTimeClock.base
    if offset < realTimeClock.size { return DeviceTarget(handle: .realTimeClock, offset: offset) }
    offset = address &- virtio.base
    if offset < virtio.size { return DeviceTarget(handle: .virtio, offset: offset) }
    offset = address &- bootFlash.base
    if offset < bootFlash.size { return DeviceTarget(handle: .bootFlash, offset: offset) }
    #if MARTLET_SERVICE
      return serviceTarget(address)
    #else
      return nil
    #endif
  }

  #if MARTLET_SERVICE
    private func serviceTarget(_ address: UInt64) -> DeviceTarget? {
      var offset = address &- functionRegisters.base
      if offset < functionRegisters.size {
        return DeviceTarget(handle: .functionRegisters, offset: offset)
      }
      offset = address &- channelRegisters.base
      if offset < channelRegisters.size {
        return DeviceTarget(handle: .channelRegisters, offset: offset)
      }
      offset = address &- configurationSpace.base
      if offset < configurationSpace.size {
        return DeviceTarget(handle: .configurationSpace, offset: offset)
      }
      return nil
    }
  #endif
}

extension DeviceBus {
  /// What a VM on the virtual platform, a look-alike of QEMU's `virt`, has besides its memory.
  public struct Equipment: Sendable {
    public var virtualCPUs: Int
    public var hasSerialPort = true
    public var hasRealTimeClock = true
    public var hasVirtio = true
    public var hasFlash = false
    #if MARTLET_SERVICE
      public var hasPCI = false
      /// Ends of channels where there is no PCI.
      public var hasChannels = false
    #endif

    /// An interrupt controller for `virtualCPUs` and, unless changed, all devices but the flash.
    public init(virtualCPUs: Int) {
      self.virtualCPUs = virtualCPUs
    }
  }

  /// The virtual platform's addresses, for a VM with `equipment`.
  public init(_ equipment: Equipment) {
    distributor = DeviceWindow(base: 0x0800_0000, size: 0x1_0000)
    let redistributors = UInt64(max(equipment.virtualCPUs, 0))
    redistributor = DeviceWindow(base: 0x080A_0000, size: redistributors &* 0x2_0000)
    if equipment.hasSerialPort { serialPort = DeviceWindow(base: 0x0900_0000, size: 0x1000) }
    if equipment.hasRealTimeClock { realTimeClock = DeviceWindow(base: 0x0901_0000, size: 0x1000) }
    if equipment.hasVirtio {
      virtio = DeviceWindow(base: 0x0A00_0000, size: VirtioWindow.size)
    }
    if equipment.hasFlash {
      bootFlash = DeviceWindow(base: 0x0000_0000, size: 0x0400_0000)
      variableFlash = DeviceWindow(base: 0x0400_0000, size: 0x0400_0000)
    }
    #if MARTLET_SERVICE
      if equipment.hasPCI {
        configurationSpace = DeviceWindow(
          base: PCIPlatform.configurationBase, size: PCIPlatform.configurationSize)
        functionRegisters = DeviceWindow(
          base: PCIPlatform.registerBase, size: PCIPlatform.registerSize)
      }
      if equipment.hasChannels {
        channelRegisters = DeviceWindow(
          base: ChannelPlatform.registerBase, size: ChannelPlatform.registerSize)
      }
    #endif
  }
}
