internal import Core

/// What VMs had used at some time.
struct LoadSample: ~Copyable {
  private var loads = InlineArray<16, LoadRecord?>(repeating: nil)
  /// Nanoseconds since boot.
  private(set) var time: UInt64 = 0

  mutating func read<Board: ControlBoard & ~Copyable>(
    _ link: inout ControlLink<Board>
  ) throws(ControlFailure) {
    var time: UInt64 = 0
    _ = try link.ask(.management(.showLoad), as: LoadRecord.self) { record, now in
      if record.machine < 16 { loads[Int(record.machine)] = record }
      time = now
    }
    self.time = time
  }

  mutating func load(_ index: Int) -> LoadRecord? {
    index >= 0 && index < 16 ? loads[index] : nil
  }
}
