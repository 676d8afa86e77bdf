extension Board {
  /// QEMU's `virt` machine with `virtualization=on` and a GICv3. Addresses and interrupts: QEMU,
  /// hw/arm/virt.c, `base_memmap` and `a15irqmap`.
  public static let qemuVirt = Board(
    name: "qemu-virt",
    summary: "QEMU's `virt` machine with EL2 and GICv3, up to 8 cores",
    largest: .qemuVirt(cores: 8, memorySize: 64 << 30),
    defaultCoreCount: 4,
    defaultMemorySize: 2 << 30,
    memorySizes: (128 << 20)...(64 << 30),
    processors: [
      .init("cortex-a53", "Armv8.0, in order"),
      .init("cortex-a57", "Armv8.0"),
      .init("cortex-a72", "Armv8.0"),
      .init("cortex-a76", "Armv8.2"),
      .init("neoverse-n1", "Armv8.2"),
      .init("max", "everything QEMU can do, with pointer authentication and branch targets"),
    ],
    defaultProcessor: "cortex-a72",
    imageAddress: 0x4020_0000,
    interrupts: 32...287,
    devices: [
      Device(
        name: "rtc", summary: "the PL031 real-time clock at 0x0901_0000, interrupt 34",
        plan: .init(
          node: "pl031", compatible: ["arm,pl031", "arm,primecell"],
          windows: [.init(guest: 0x0901_0000, physical: 0x0901_0000, size: 0x1000)],
          interrupts: [.init(number: 34, isEdge: false)])),
      Device(
        name: "gpio", summary: "the PL061 GPIO controller at 0x0903_0000, interrupt 39",
        plan: .init(
          node: "pl061", compatible: ["arm,pl061", "arm,primecell"],
          windows: [.init(guest: 0x0903_0000, physical: 0x0903_0000, size: 0x1000)],
          interrupts: [.init(number: 39, isEdge: false)])),
    ],
    reservations: [
      Reservation(
        name: "the boot flash", addresses: 0..<0x0800_0000, interrupts: [],
        reason: "the board's firmware lies there"),
      Reservation(
        name: "the interrupt controller", addresses: 0x0800_0000..<0x0900_0000, interrupts: [],
        reason: "the hypervisor filters every access to it"),
      Reservation(
        name: "the UART", addresses: 0x0900_0000..<0x0901_0000, interrupts: [33],
        reason: "all VMs share it through the hypervisor"),
      Reservation(
        name: "the firmware configuration device", addresses: 0x0902_0000..<0x0903_0000,
        interrupts: [], reason: "it can write to any memory"),
      Reservation(
        name: "the SMMU", addresses: 0x0905_0000..<0x0907_0000, interrupts: [106, 107, 108, 109],
        reason: "it decides what devices can reach"),
      Reservation(
        name: "the virtio slots", addresses: 0x0A00_0000..<0x0A00_4000,
        interrupts: Set(48..<80), reason: "their devices read and write any memory"),
      Reservation(
        name: "PCI Express", addresses: 0x1000_0000..<0x4000_0000,
        interrupts: [35, 36, 37, 38], reason: "its devices read and write any memory"),
      Reservation(
        name: "PCI Express", addresses: 0x40_0000_0000..<0x100_0000_0000, interrupts: [],
        reason: "its devices read and write any memory"),
    ])
}
