/// Where a VM's payload goes in its memory and where its first instruction is. All addresses are the
/// guest's.
struct GuestLayout: Sendable {
  private(set) var entry: UInt64
  private(set) var loads: [VirtualMachinePlan.Load] = []
  private(set) var initialRamdisk: Range<UInt64>?
  private(set) var flash: [UInt8]?

  static let largestFlash = 64 << 20

  /// Places `payload` in `memory`, beside the range kept for the device tree.
  init(
    payload: CheckedScenario.Payload, memory: Range<UInt64>, deviceTree: Range<UInt64>
  ) throws(GuestLayoutError) {
    switch payload.kind {
    case .linux:
      let image = try LinuxImage(payload.contents)
      let load = try Self.place(image, in: memory, beside: deviceTree)
      entry = load.lowerBound
      loads = [.init(kind: .payload, address: load.lowerBound, bytes: image.bytes)]
      if let ramdisk = payload.initialRamdisk {
        let range = try Self.place(
          ramdisk: UInt64(ramdisk.count), after: load, in: memory, beside: deviceTree)
        loads.append(.init(kind: .initialRamdisk, address: range.lowerBound, bytes: ramdisk))
        initialRamdisk = range
      }
    case .elf:
      let file = try ExecutableFile(payload.contents)
      entry = file.entry
      for segment in file.segments {
        try Self.check(
          segment.addresses, named: "a segment", subject: .payload, in: memory, beside: deviceTree)
        if !segment.bytes.isEmpty {
          loads.append(
            .init(
              kind: .payload, address: segment.addresses.lowerBound, bytes: Array(segment.bytes)))
        }
      }
    case .raw:
      let address = payload.address ?? memory.lowerBound + Planner.granule
      let end = address.addingReportingOverflow(UInt64(payload.contents.count))
      guard !end.overflow else {
        throw .init(
          .address, "the payload at \(hexadecimal(address)) reaches beyond all addresses",
          remedy: "use an address in the VM's memory")
      }
      let range = address..<end.partialValue
      try Self.check(
        range, named: "the payload", subject: payload.address == nil ? .memory : .address,
        in: memory, beside: deviceTree)
      entry = payload.entry ?? address
      guard range.contains(entry) else {
        throw .init(
          .entry, "the entry \(hexadecimal(entry)) is outside the payload",
          remedy:
            "use an address from \(hexadecimal(range.lowerBound)) to"
            + " \(hexadecimal(range.upperBound - 4))")
      }
      loads = [.init(kind: .payload, address: address, bytes: payload.contents)]
    case .flash:
      guard payload.contents.count <= Self.largestFlash else {
        throw .init(
          .payload,
          "the flash image has \(ByteSize.describeRoundedUp(UInt64(payload.contents.count)))",
          remedy: "use at most 64MiB, which is the size of the boot flash")
      }
      entry = 0
      flash = payload.contents
    }
  }

  /// The lowest 2 MiB step at which the whole kernel, with the memory it clears for itself, lies
  /// beside the device tree. Linux, Documentation/arch/arm64/booting.rst.
  private static func place(
    _ image: LinuxImage, in memory: Range<UInt64>, beside deviceTree: Range<UInt64>
  ) throws(GuestLayoutError) -> Range<UInt64> {
    func range(from base: UInt64) -> Range<UInt64> {
      (base + image.textOffset)..<(base + image.textOffset + image.memorySize)
    }
    var kernel = range(from: memory.lowerBound)
    var needed = kernel.upperBound - memory.lowerBound
    if kernel.overlaps(deviceTree) {
      kernel = range(from: roundUp(deviceTree.upperBound, to: Planner.granule))
      // Behind a tree at the start there could be room; a tree at the end must move further away.
      needed =
        deviceTree.lowerBound - memory.lowerBound < Planner.granule
        ? kernel.upperBound - memory.lowerBound : needed + Planner.deviceTreeReserve
    }
    guard kernel.upperBound <= memory.upperBound else {
      throw tooSmall(needs: needed, what: "the kernel")
    }
    return kernel
  }

  private static func place(
    ramdisk size: UInt64, after kernel: Range<UInt64>, in memory: Range<UInt64>,
    beside deviceTree: Range<UInt64>
  ) throws(GuestLayoutError) -> Range<UInt64> {
    var base = roundUp(kernel.upperBound, to: Planner.page)
    if (base..<(base + size)).overlaps(deviceTree) {
      let behind = roundUp(deviceTree.upperBound, to: Planner.page)
      if behind + size <= memory.upperBound { base = behind }
    }
    let range = base..<(base + size)
    guard range.upperBound <= memory.upperBound, !range.overlaps(deviceTree) else {
      let end = roundUp(range.upperBound - memory.lowerBound, to: Planner.page)
      let tree = deviceTree.lowerBound > kernel.upperBound ? Planner.deviceTreeReserve : 0
      throw tooSmall(needs: end + tree, what: "the kernel and its initial ramdisk")
    }
    return range
  }

  private static func tooSmall(needs size: UInt64, what: String) -> GuestLayoutError {
    let needed = roundUp(size, to: 1 << 20)
    return .init(
      .memory, "the memory is too small for \(what)",
      remedy: "use \(ByteSize.describe(needed)) or more")
  }

  private static func check(
    _ range: Range<UInt64>, named what: String, subject: GuestLayoutError.Subject,
    in memory: Range<UInt64>, beside deviceTree: Range<UInt64>
  ) throws(GuestLayoutError) {
    let place = "\(hexadecimal(range.lowerBound)) to \(hexadecimal(range.upperBound))"
    guard range.lowerBound >= memory.lowerBound, range.upperBound <= memory.upperBound else {
      let needed = range.upperBound - min(range.upperBound, memory.lowerBound)
      if subject == .memory || memory.contains(range.lowerBound) {
        throw tooSmall(needs: needed, what: what + " at \(place)")
      }
      let remedy =
        range.lowerBound < memory.lowerBound
        ? "move the memory with the VM's `address`, or the payload"
        : "give the VM \(ByteSize.describe(roundUp(needed, to: 1 << 20))), or move its memory with"
          + " `address`, or the payload"
      throw .init(
        subject,
        "\(what) at \(place) is not inside the VM's memory, \(hexadecimal(memory.lowerBound)) to"
          + " \(hexadecimal(memory.upperBound))", remedy: remedy)
    }
    if range.overlaps(deviceTree) {
      throw .init(
        subject == .payload ? .deviceTree : subject,
        "\(what) at \(place) overlaps the device tree at \(hexadecimal(deviceTree.lowerBound)), for"
          + " which 64KiB are kept", remedy: "move the tree with `device_tree`, such as `end`")
    }
  }
}
