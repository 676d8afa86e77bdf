internal import Core

/// The device tree of a guest: QEMU's `virt` with exactly what this VM has.
extension VirtualMachinePlan {
  /// Handles by which nodes point at each other.
  private enum Handle {
    static let interruptController: UInt32 = 1
    static let clock: UInt32 = 2
  }

  /// The flattened tree.
  public func deviceTree() -> [UInt8] {
    FlattenedDeviceTreeWriter.flatten(deviceTreeRoot())
  }

  /// The tree as a value.
  public func deviceTreeRoot() -> DeviceTreeNode {
    var root = DeviceTreeNode()
    root.set("interrupt-parent", cell: Handle.interruptController)
    root.set("model", string: "linux,dummy-virt")
    root.set("#size-cells", cell: 2)
    root.set("#address-cells", cell: 2)
    root.set("compatible", string: "linux,dummy-virt")
    root.set("dma-coherent")
    root.children.append(powerNode)
    for window in memory { root.children.append(memoryNode(window)) }
    root.children.append(clockNode)
    root.children.append(interruptControllerNode)
    root.children.append(coresNode)
    root.children.append(timerNode)
    if flash != nil { root.children.append(flashNode) }
    if hasUART { root.children.append(uartNode) }
    if hasRTC { root.children.append(rtcNode) }
    for device in passthrough { root.children.append(node(device)) }
    if let health, health.watchdog > 0 { root.children.append(watchdogNode(health.watchdog)) }
    if hasPCI { root.children.append(hostNode) }
    for channel in channels { root.children.append(node(channel)) }
    root.children.append(chosenNode)
    return root
  }

  private var powerNode: DeviceTreeNode {
    var node = DeviceTreeNode("psci")
    node.set("compatible", strings: ["arm,psci-1.0", "arm,psci-0.2", "arm,psci"])
    node.set("method", string: "hvc")
    // For software that knows only PSCI 0.1, which has no fixed numbers. PSCI 1.1, section 5.1.
    node.set("cpu_suspend", cell: 0xC400_0001)
    node.set("cpu_off", cell: 0x8400_0002)
    node.set("cpu_on", cell: 0xC400_0003)
    return node
  }

  private func memoryNode(_ window: Window) -> DeviceTreeNode {
    var node = DeviceTreeNode.device("memory", window.guest)
    node.set("device_type", string: "memory")
    node.set("reg", numbers: [window.guest, window.size])
    return node
  }

  private var clockNode: DeviceTreeNode {
    var node = DeviceTreeNode("apb-pclk")
    node.set("compatible", string: "fixed-clock")
    node.set("#clock-cells", cell: 0)
    node.set("clock-frequency", cell: VirtualPlatform.uartClock)
    node.set("clock-output-names", string: "clk24mhz")
    node.set("phandle", cell: Handle.clock)
    return node
  }

  private var interruptControllerNode: DeviceTreeNode {
    var node = DeviceTreeNode.device("intc", VirtualPlatform.distributor)
    node.set("compatible", string: "arm,gic-v3")
    node.set("interrupt-controller")
    node.set("#interrupt-cells", cell: 3)
    node.set("#address-cells", cell: 2)
    node.set("#size-cells", cell: 2)
    node.set("ranges")
    node.set("#redistributor-regions", cell: 1)
    node.set(
      "reg",
      numbers: [
        VirtualPlatform.distributor, VirtualPlatform.distributorSize,
        VirtualPlatform.redistributors,
        VirtualPlatform.redistributorSize * UInt64(virtualCPUs.count),
      ])
    node.set("phandle", cell: Handle.interruptController)
    return node
  }

  private var coresNode: DeviceTreeNode {
    var cores = DeviceTreeNode("cpus")
    let needsTwoCells = virtualCPUs.contains { $0.affinity >> 32 != 0 }
    cores.set("#address-cells", cell: needsTwoCells ? 2 : 1)
    cores.set("#size-cells", cell: 0)
    for cpu in virtualCPUs {
      var node = DeviceTreeNode.device("cpu", cpu.affinity)
      node.set("device_type", string: "cpu")
      node.set("compatible", string: "arm,armv8")
      if needsTwoCells {
        node.set("reg", number: cpu.affinity)
      } else {
        node.set("reg", cell: UInt32(cpu.affinity))
      }
      node.set("enable-method", string: "psci")
      cores.children.append(node)
    }
    return cores
  }

  private var timerNode: DeviceTreeNode {
    var node = DeviceTreeNode("timer")
    node.set("compatible", strings: ["arm,armv8-timer", "arm,armv7-timer"])
    node.set("always-on")
    // Secure physical, physical (INTID 30), virtual (27), hypervisor: private, level, active high.
    node.set("interrupts", cells: [1, 13, 4, 1, 14, 4, 1, 11, 4, 1, 10, 4])
    return node
  }

  private var flashNode: DeviceTreeNode {
    var node = DeviceTreeNode.device("flash", 0)
    node.set("compatible", string: "cfi-flash")
    node.set(
      "reg",
      numbers: [
        0, VirtualPlatform.flashSize, VirtualPlatform.flashSize, VirtualPlatform.flashSize,
      ])
    node.set("bank-width", cell: 4)
    return node
  }

  private var uartNode: DeviceTreeNode {
    var node = DeviceTreeNode.device("pl011", VirtualPlatform.uart)
    node.set("compatible", strings: ["arm,pl011", "arm,primecell"])
    node.set("reg", numbers: [VirtualPlatform.uart, VirtualPlatform.deviceSize])
    node.set("interrupts", cells: softwareInterrupt(uartInterrupt))
    node.set("clocks", cells: [Handle.clock, Handle.clock])
    node.set("clock-names", strings: ["uartclk", "apb_pclk"])
    return node
  }

  private var rtcNode: DeviceTreeNode {
    var node = DeviceTreeNode.device("pl031", VirtualPlatform.rtc)
    node.set("compatible", strings: ["arm,pl031", "arm,primecell"])
    node.set("reg", numbers: [VirtualPlatform.rtc, VirtualPlatform.deviceSize])
    node.set("interrupts", cells: softwareInterrupt(rtcInterrupt))
    node.set("clocks", cell: Handle.clock)
    node.set("clock-names", string: "apb_pclk")
    return node
  }

  private func node(_ device: PassthroughDevice) -> DeviceTreeNode {
    var node = DeviceTreeNode.device(device.node, device.windows.first?.guest)
    node.set("compatible", strings: device.compatible)
    if !device.windows.isEmpty {
      node.set("reg", numbers: device.windows.flatMap { [$0.guest, $0.size] })
    }
    if !device.interrupts.isEmpty {
      node.set(
        "interrupts",
        cells: device.interrupts.flatMap { Self.specifier($0.number, isEdge: $0.isEdge) })
    }
    // Drivers of Arm's own cells refuse to start without their bus clock.
    if device.compatible.contains("arm,pl011") {
      node.set("clocks", cells: [Handle.clock, Handle.clock])
      node.set("clock-names", strings: ["uartclk", "apb_pclk"])
    } else if device.compatible.contains("arm,primecell") {
      node.set("clocks", cell: Handle.clock)
      node.set("clock-names", string: "apb_pclk")
    }
    if device.compatible.contains("arm,pl061") {
      node.set("gpio-controller")
      node.set("#gpio-cells", cell: 2)
    }
    return node
  }

  /// The PCI Express host: `pci-host-ecam-generic` of Linux's bindings, as QEMU writes it, with one bus and no I/O space.
  private func watchdogNode(_ seconds: UInt32) -> DeviceTreeNode {
    var node = DeviceTreeNode("watchdog")
    node.set("compatible", string: "arm,smc-wdt")
    node.set("arm,smc-id", cell: WatchdogTimer.function)
    node.set("timeout-sec", cell: seconds)
    return node
  }

  private var hostNode: DeviceTreeNode {
    func cells(_ number: UInt64) -> [UInt32] {
      [UInt32(number >> 32), UInt32(truncatingIfNeeded: number)]
    }
    var node = DeviceTreeNode.device("pcie", PCIPlatform.registerBase)
    node.set("compatible", string: "pci-host-ecam-generic")
    node.set("device_type", string: "pci")
    node.set("#address-cells", cell: 3)
    node.set("#size-cells", cell: 2)
    node.set("bus-range", cells: [0, 0])
    node.set("linux,pci-domain", cell: 0)
    node.set("dma-coherent")
    node.set("reg", numbers: [PCIPlatform.configurationBase, PCIPlatform.configurationSize])
    // 32-bit memory, and 64-bit memory that is prefetchable.
    node.set(
      "ranges",
      cells: [0x0200_0000] + cells(PCIPlatform.registerBase) + cells(PCIPlatform.registerBase)
        + cells(PCIPlatform.registerSize)
        + [0x4300_0000] + cells(PCIPlatform.memoryBase) + cells(PCIPlatform.memoryBase)
        + cells(PCIPlatform.memorySize))
    node.set("#interrupt-cells", cell: 1)
    // Slot modulo 4 and pin decide: address, pin, then the controller's address (none) and specifier.
    node.set("interrupt-map-mask", cells: [0x1800, 0, 0, 7])
    node.set(
      "interrupt-map",
      cells: (0..<4 as Range<UInt32>).flatMap { slot in
        (0..<4 as Range<UInt32>).flatMap { pin in
          [slot << 11, 0, 0, pin + 1, Handle.interruptController, 0, 0]
            + Self.specifier(
              PCIPlatform.firstInterrupt + (slot + pin) % PCIPlatform.lineCount, isEdge: false)
        }
      })
    return node
  }

  private func node(_ channel: ChannelNode) -> DeviceTreeNode {
    var node = DeviceTreeNode.device("channel", channel.end.registers)
    node.set("compatible", string: "martlet,channel-1")
    node.set(
      "reg",
      numbers: [channel.end.registers, ChannelRegisters.size, channel.end.memory, channel.size])
    node.set("interrupts", cells: softwareInterrupt(channel.end.interrupt))
    node.set("label", string: channel.name)
    return node
  }

  private var chosenNode: DeviceTreeNode {
    var node = DeviceTreeNode("chosen")
    if hasUART {
      node.set("stdout-path", string: "/pl011@\(String(VirtualPlatform.uart, radix: 16))")
    }
    if let arguments { node.set("bootargs", string: arguments) }
    if let initialRamdisk {
      node.set("linux,initrd-start", number: initialRamdisk.lowerBound)
      node.set("linux,initrd-end", number: initialRamdisk.upperBound)
    }
    return node
  }

  /// The specifier of an interrupt that the hypervisor raises. With list registers it follows the
  /// device's level; for a direct VM it is a physical interrupt that software sets pending, which is
  /// an edge.
  private func softwareInterrupt(_ number: UInt32) -> [UInt32] {
    Self.specifier(number, isEdge: interruptMode != .virtual)
  }

  private static func specifier(_ number: UInt32, isEdge: Bool) -> [UInt32] {
    [0, number - 32, isEdge ? 1 : 4]
  }
}

extension DeviceTreeNode {
  /// A node named with its unit address.
  static func device(_ name: String, _ address: UInt64?) -> DeviceTreeNode {
    guard let address else { return DeviceTreeNode(name) }
    return DeviceTreeNode("\(name)@\(String(address, radix: 16))")
  }
}
