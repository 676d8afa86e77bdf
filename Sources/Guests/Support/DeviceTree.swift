/// Reads the flattened device tree at boot (Devicetree Specification 0.4, chapter 5) into the support words.
///
/// Only what a guest on the `virt` platform needs: the interrupt controller, the UART, the PSCI conduit, memory, the
/// CPUs and the boot arguments, all as children of the root (CPUs one level deeper) with the root's cell counts.
struct DeviceTree {
  private let base: UInt64
  private let structure: UInt64
  private let structureEnd: UInt64
  private let strings: UInt64

  /// What the node being read has shown so far; it is judged when all its properties are known.
  private struct Node {
    var isController = false
    var isUART = false
    /// A PL011 that has only its data, flags and interrupts, and is switched on already.
    var isGenericUART = false
    var isClock = false
    var isMemory = false
    var isCPU = false
    var isChannel = false
    /// Number of the first shared interrupt, from 0.
    var interrupt: UInt64 = 0
    var register: UInt64 = 0
    var registerLength: UInt64 = 0
  }

  /// Nil when there is no tree at `address`.
  init?(address: UInt64) {
    guard address != 0, address & 7 == 0, DeviceTree.word(address) == 0xd00d_feed else {
      return nil
    }
    base = address
    structure = address &+ UInt64(DeviceTree.word(address &+ 8))
    strings = address &+ UInt64(DeviceTree.word(address &+ 12))
    structureEnd = structure &+ UInt64(DeviceTree.word(address &+ 36))
  }

  private static func word(_ address: UInt64) -> UInt32 { Memory.read32(address).byteSwapped }

  private func cells(_ address: UInt64, count: UInt64) -> UInt64 {
    var value: UInt64 = 0
    var index: UInt64 = 0
    while index < count {
      value = value << 32 | UInt64(DeviceTree.word(address &+ index &* 4))
      index &+= 1
    }
    return value
  }

  /// True when the zero-terminated string at `address` is exactly `text`.
  private func matches(_ address: UInt64, _ text: StaticString) -> Bool {
    for index in 0...text.utf8CodeUnitCount
    where Memory.read8(address &+ UInt64(index)) != text.byte(at: index) { return false }
    return true
  }

  /// True when the string list (`compatible`) of `length` bytes at `address` holds `text`.
  private func holds(_ address: UInt64, _ length: UInt64, _ text: StaticString) -> Bool {
    var offset: UInt64 = 0
    while offset < length {
      if matches(address &+ offset, text) { return true }
      while offset < length, Memory.read8(address &+ offset) != 0 { offset &+= 1 }
      offset &+= 1
    }
    return false
  }

  func read() {
    var cursor = structure
    var depth = 0
    var node = Node()
    var rootAddressCells: UInt64 = 2
    var rootSizeCells: UInt64 = 2
    var cpuAddressCells: UInt64 = 2
    var inCPUs = false
    while cursor < structureEnd {
      let token = DeviceTree.word(cursor)
      cursor &+= 4
      switch token {
      case 1:  // begin node
        if depth > 0 { judge(node, rootAddressCells, rootSizeCells, cpuAddressCells) }
        node = Node()
        depth &+= 1
        if depth == 2 { inCPUs = matches(cursor, "cpus") }
        while Memory.read8(cursor) != 0 { cursor &+= 1 }
        cursor = (cursor &+ 4) & ~3
      case 2:  // end node
        judge(node, rootAddressCells, rootSizeCells, cpuAddressCells)
        node = Node()
        depth &-= 1
      case 3:  // property
        let length = UInt64(DeviceTree.word(cursor))
        let name = strings &+ UInt64(DeviceTree.word(cursor &+ 4))
        let value = cursor &+ 8
        cursor = (value &+ length &+ 3) & ~3
        if matches(name, "#address-cells") {
          if depth == 1 { rootAddressCells = cells(value, count: 1) }
          if depth == 2, inCPUs { cpuAddressCells = cells(value, count: 1) }
        } else if depth == 1, matches(name, "#size-cells") {
          rootSizeCells = cells(value, count: 1)
        } else if matches(name, "compatible") {
          node.isController = holds(value, length, "arm,gic-v3")
          node.isUART = holds(value, length, "arm,pl011")
          node.isClock = holds(value, length, "arm,pl031")
          node.isChannel = holds(value, length, "martlet,channel-1")
          node.isGenericUART = holds(value, length, "arm,sbsa-uart")
        } else if matches(name, "device_type") {
          node.isMemory = matches(value, "memory")
          node.isCPU = matches(value, "cpu")
        } else if matches(name, "reg") {
          node.register = value
          node.registerLength = length
        } else if matches(name, "interrupts"), length >= 8 {
          node.interrupt = cells(value &+ 4, count: 1)
        } else if matches(name, "method") {
          SupportWord[SupportWord.conduit] =
            matches(value, "hvc") ? 1 : matches(value, "smc") ? 2 : 0
        } else if matches(name, "bootargs") {
          SupportWord[SupportWord.argumentsAddress] = value
          SupportWord[SupportWord.argumentsLength] = length
        }
      case 4: break  // nothing
      default: return  // end of the tree, or not a tree
      }
    }
  }

  private func judge(
    _ node: Node, _ addressCells: UInt64, _ sizeCells: UInt64, _ cpuAddressCells: UInt64
  ) {
    guard node.registerLength > 0 else { return }
    let first = cells(node.register, count: addressCells)
    let size = cells(node.register &+ addressCells &* 4, count: sizeCells)
    if node.isController {
      let second = node.register &+ (addressCells &+ sizeCells) &* 4
      SupportWord[SupportWord.distributor] = first
      SupportWord[SupportWord.redistributors] = cells(second, count: addressCells)
      SupportWord[SupportWord.redistributorSize] =
        cells(second &+ addressCells &* 4, count: sizeCells)
    } else if node.isUART || node.isGenericUART, SupportWord[SupportWord.uart] == 0 {
      SupportWord[SupportWord.uart] = first
      SupportWord[SupportWord.isGenericUART] = node.isUART ? 0 : 1
    } else if node.isClock {
      SupportWord[SupportWord.clock] = first
    } else if node.isChannel {
      guard SupportWord[SupportWord.channelRegisters] == 0 else { return }
      let second = node.register &+ (addressCells &+ sizeCells) &* 4
      SupportWord[SupportWord.channelRegisters] = first
      SupportWord[SupportWord.channelMemory] = cells(second, count: addressCells)
      SupportWord[SupportWord.channelInterrupt] = 32 &+ node.interrupt
    } else if node.isMemory, SupportWord[SupportWord.memorySize] == 0 {
      SupportWord[SupportWord.memoryBase] = first
      SupportWord[SupportWord.memorySize] = size
    } else if node.isCPU {
      let count = SupportWord[SupportWord.cpuCount]
      guard count < 8 else { return }
      SupportWord[SupportWord.firstAffinity &+ Int(count)] =
        cells(node.register, count: cpuAddressCells)
      SupportWord[SupportWord.cpuCount] = count &+ 1
    }
  }
}
