internal import Core

/// What there is, as the device told when the program began.
struct Inventory: ManagementNames, ~Copyable {
  var description = DescriptionRecord(machines: 0, pools: 0, cores: 0, asker: 0, nextEvent: 0)
  private var machines = InlineArray<16, MachineRecord?>(repeating: nil)
  private var pools = InlineArray<8, PoolRecord?>(repeating: nil)
  /// Nanoseconds since boot when it was told.
  private(set) var time: UInt64 = 0

  var limits: ManagementLimits {
    ManagementLimits(
      machines: min(description.limits.machines, 16), pools: min(description.limits.pools, 8),
      cores: description.limits.cores)
  }

  mutating func read<Board: ControlBoard & ~Copyable>(
    _ link: inout ControlLink<Board>
  ) throws(ControlFailure) {
    var description = self.description
    var time: UInt64 = 0
    _ = try link.ask(.describe, as: DescriptionRecord.self) { record, _ in description = record }
    _ = try link.ask(.management(.listMachines), as: MachineRecord.self) { record, now in
      if record.index < 16 { machines[Int(record.index)] = record }
      time = now
    }
    _ = try link.ask(.management(.listPools), as: PoolRecord.self) { record, _ in
      if record.index < 8 { pools[Int(record.index)] = record }
    }
    self.description = description
    self.time = time
  }

  /// Nil where the VM does not let this one observe it.
  mutating func machine(_ index: Int) -> MachineRecord? {
    index >= 0 && index < 16 ? machines[index] : nil
  }

  mutating func pool(_ index: Int) -> PoolRecord? {
    index >= 0 && index < 8 ? pools[index] : nil
  }

  mutating func byte(ofMachine index: Int, at offset: Int) -> UInt8? {
    guard let machine = machine(index) else { return Self.byte(ofNumber: index, at: offset) }
    return machine.name.byte(at: offset)
  }

  mutating func byte(ofPool index: Int, at offset: Int) -> UInt8? {
    guard let pool = pool(index) else { return Self.byte(ofNumber: index, at: offset) }
    return pool.name.byte(at: offset)
  }

  /// What has no name here goes by its number: `#2`.
  private static func byte(ofNumber index: Int, at offset: Int) -> UInt8? {
    let digit = UInt8(truncatingIfNeeded: 0x30 &+ index % 10)
    switch offset {
    case 0: return 0x23
    case 1: return index >= 10 ? UInt8(truncatingIfNeeded: 0x30 &+ index / 10 % 10) : digit
    case 2: return index >= 10 ? digit : nil
    default: return nil
    }
  }
}
