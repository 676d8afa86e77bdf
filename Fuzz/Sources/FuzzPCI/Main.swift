internal import Core
internal import FuzzSupport

/// Tables in an array; no table is taken while the machine runs.
private struct Tables: TableMemory, ~Copyable {
  var words: [UInt64] = Array(repeating: 0, count: 16 * 512)
  var used = 0

  mutating func allocateTable() -> PhysicalAddress? {
    guard used < 16 else { return nil }
    used += 1
    return PhysicalAddress(UInt64(used) << 12)
  }

  private func index(_ address: PhysicalAddress) -> Int {
    require(address.rawValue & 7 == 0 && address.rawValue >= 4096, "a descriptor outside tables")
    let index = Int(address.rawValue - 4096) / 8
    require(index < words.count, "a descriptor outside the tables")
    return index
  }

  mutating func readDescriptor(at address: PhysicalAddress) -> UInt64 { words[index(address)] }
  mutating func writeDescriptor(_ value: UInt64, at address: PhysicalAddress) {
    words[index(address)] = value
  }
}

/// Any accesses by the guest to the configuration space, to registers that it finds there and at random, and any rings:
/// no trap, no table is taken, memory appears where a BAR has it and nowhere else, and each line has the level that the
/// functions' own registers give it.
@c(LLVMFuzzerTestOneInput)
public func fuzzPCI(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  var input = unsafe FuzzInput(start, count)
  var tables = Tables()
  var bus = PCIBus()
  guard let root = tables.allocateTable() else { return 0 }
  var window = PCIMemoryWindow(table: root)
  var descriptions = ChannelDescription()
  _ = descriptions.parts.append(ChannelPart(size: 4096, writers: 1))
  _ = descriptions.parts.append(ChannelPart(size: 2 << 20, writers: 3))
  var first = ChannelRegisters(position: 0)
  var second = ChannelRegisters(position: 1)
  let slots = [2, 6]
  for slot in slots {
    bus.attach(
      PCIFunction(
        PCIIdentity(
          vendor: 0x1AF4, device: 0x1110, classAndRevision: 0x0500_0000, registerSize: 4096,
          memorySize: 4 << 20),
        registerBase: 0x1000_0000 + UInt32(slot) << 12,
        memoryBase: 0x80_0000_0000 + UInt64(slot) << 22), to: slot)
    guard let content = tables.allocateTable() else { return 0 }
    // The second block of the slot is recognised by its address.
    for block: UInt64 in 0..<2 {
      tables.writeDescriptor(
        UInt64(slot) << 28 | block << 21 | 1, at: content.advanced(by: block * 8))
    }
    window.setContent(content, of: slot)
  }
  let taken = tables.used
  var levels: [Bool] = [false, false, false, false]

  func settle() {
    _ = window.settle(&bus, in: &tables) {}
  }
  func note(_ line: UInt32?) {
    guard let line else { return }
    require(line < 4, "a line that does not exist")
    levels[Int(line)] = bus.level(ofLine: line)
  }
  func access(_ slot: Int, _ access: InterruptRegisterAccess) {
    let answer =
      slot == slots[0]
      ? first.access(access, &descriptions, isPeerRunning: true)
      : second.access(access, &descriptions, isPeerRunning: false)
    require(access.isWrite ? answer.value == 0 : answer.value <= 0xFFFF_FFFF, "too wide an answer")
    note(bus.setAsserting(slot == slots[0] ? first.isAsserting : second.isAsserting, slot: slot))
    guard answer.rings else { return }
    if slot == slots[0] { _ = second.ring() } else { _ = first.ring() }
    note(bus.setAsserting(first.isAsserting, slot: slots[0]))
    note(bus.setAsserting(second.isAsserting, slot: slots[1]))
  }
  settle()

  while !input.isEmpty {
    switch input.byte() % 6 {
    case 0:
      // The registers that exist, in a few bytes of input.
      let slot = UInt64(slots[Int(input.byte() & 1)])
      let effects = bus.write(
        slot << 15 | UInt64(input.byte() & 0x3F), size: input.size(), value: UInt64(input.word()))
      if effects.memoryMoved { settle() }
      note(effects.line)
    case 1:
      // Somewhere in the window, so that moves meet each other.
      let slot = UInt64(slots[Int(input.byte() & 1)])
      let place = UInt64(input.byte() & 7) << 22
      if bus.write(slot << 15 | 0x1C, size: 4, value: 0x80).memoryMoved { settle() }
      if bus.write(slot << 15 | 0x18, size: 4, value: place).memoryMoved { settle() }
    case 2:
      let effects = bus.write(input.longWord(), size: input.size(), value: input.longWord())
      if effects.memoryMoved { settle() }
      note(effects.line)
    case 3: _ = bus.read(input.longWord(), size: input.size())
    case 4:
      let request = InterruptRegisterAccess(
        offset: UInt32(input.byte()), size: UInt8(truncatingIfNeeded: input.size()),
        isWrite: input.byte() & 1 != 0, value: UInt64(input.word()))
      if let place = bus.registers(at: UInt64(input.word())) {
        require(slots.contains(place.slot) && place.offset < 4096, "registers of nobody")
        access(place.slot, request)
      } else {
        access(slots[Int(input.byte() & 1)], request)
      }
    default:
      bus.reset()
      first.reset()
      second.reset()
      levels = [false, false, false, false]
      settle()
    }
    require(tables.used == taken, "a table was taken")
    for line: UInt32 in 0..<4 {
      require(levels[Int(line)] == bus.level(ofLine: line), "a line is out of step")
    }
    check(&bus, &tables, root, slots)
  }
  return 0
}

/// What is shown is at its BAR, whole, and everything else is empty.
private func check(
  _ bus: inout PCIBus, _ tables: inout Tables, _ root: PhysicalAddress, _ slots: [Int]
) {
  var shown = 0
  for index: UInt64 in 0..<512 {
    let descriptor = tables.readDescriptor(at: root.advanced(by: index * 8))
    guard descriptor != 0 else { continue }
    shown += 1
    let slot = Int(descriptor >> 28)
    let block = descriptor >> 21 & 1
    require(slots.contains(slot), "memory of nobody")
    let place = PCIPlatform.memoryBase + (index - block) << 21
    require(bus.memory(of: slot)?.start == place, "memory where no BAR has it")
  }
  let wanted = slots.compactMap { bus.memory(of: $0)?.start }.filter {
    $0 >= PCIPlatform.memoryBase && $0 < PCIPlatform.memoryBase + PCIPlatform.memorySize
  }
  require(shown == 2 * Set(wanted).count, "memory is missing where a BAR has it")
}
