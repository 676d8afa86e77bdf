/// Thirty-two interrupts that share a register word: bit n of every word is interrupt n of the bank.
/// The private interrupts of a vCPU are one bank, the shared ones of a VM eight.
///
/// An interrupt's pending and active state is either here or, while its bit in `listed` is set, in a
/// list register: listing *moves* the state, folding back moves what is left of it. So a new edge
/// that arrives while the guest handles the previous one is never confused with it.
struct InterruptBank: ~Copyable {
  /// Arm: `ISENABLER`.
  var enabled: UInt32 = 0
  /// Made pending by an edge, an SGI or a register write, and not yet acknowledged.
  var latch: UInt32 = 0
  /// The line of each interrupt that software raises.
  var line: UInt32 = 0
  /// Active and not in a list register. Arm: `ISACTIVER`.
  var active: UInt32 = 0
  /// Group 1. Arm: `IGROUPR`.
  var group: UInt32 = 0
  /// Edge-triggered. Arm: `ICFGR`.
  var edge: UInt32 = 0
  /// In a list register of the vCPU that owns the interrupt.
  var listed: UInt32 = 0
  /// Backed by a physical interrupt of the same number.
  var hardware: UInt32 = 0
  /// The physical interrupt is active and makes this one pending; not in a list register.
  var arrived: UInt32 = 0
  /// The physical interrupt is active because this one is; not in a list register.
  var backed: UInt32 = 0
  /// The present pending state was counted as an injection already.
  var counted: UInt32 = 0
  /// Four priorities in each word, the lowest number lowest. Arm: `IPRIORITYR`.
  var priorities: InlineArray<8, UInt32>

  init() { priorities = InlineArray(repeating: 0) }

  /// Pending, apart from what is in list registers.
  var pending: UInt32 { latch | (line & ~edge) | arrived }

  /// The interrupts whose group bit in the distributor's `control` is on.
  func inGroups(enabledBy control: UInt32) -> UInt32 {
    (control & 2 != 0 ? group : 0) | (control & 1 != 0 ? ~group : 0)
  }

  /// 0 is the most urgent.
  mutating func priority(_ index: Int) -> UInt32 {
    (priorities[(index &>> 2) & 7] &>> UInt32(truncatingIfNeeded: (index & 3) &<< 3)) & 0xFF
  }

  mutating func setPriority(_ index: Int, _ value: UInt32) {
    let shift = UInt32(truncatingIfNeeded: (index & 3) &<< 3)
    let word = priorities[(index &>> 2) & 7]
    priorities[(index &>> 2) & 7] = (word & ~(0xFF &<< shift)) | ((value & 0xFF) &<< shift)
  }

  /// Number, priority and group of interrupt `index` as list-register fields.
  @inline(__always)
  mutating func listFields(_ index: Int, intid: UInt32) -> UInt64 {
    let isGroup1 = (group &>> UInt32(truncatingIfNeeded: index)) & 1
    return UInt64(intid) | UInt64(priority(index)) &<< 48 | UInt64(isGroup1) &<< 60
  }
}
