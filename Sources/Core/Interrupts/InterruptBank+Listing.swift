/// Moving interrupts between a bank and the list registers.
extension InterruptBank {
  /// Takes interrupt `index` into a list register and answers the register's value. The caller has
  /// made sure that it is active, or pending and forwarded.
  /// - Parameters:
  ///   - isForwarded: enabled and in an enabled group, so that pending state may be shown.
  ///   - isLatched: set when the listed pending state includes the latch, which folding back needs.
  mutating func list<Hardware: InterruptHardware>(
    _ index: Int, intid: UInt32, isForwarded: Bool, isLatched: inout Bool, on: Hardware.Type
  ) -> UInt64 {
    let bit: UInt32 = 1 &<< UInt32(truncatingIfNeeded: index)
    var value = listFields(index, intid: intid)
    let isActive = active & bit != 0
    let latched = isForwarded && latch & bit != 0
    isLatched = false

    if backed & bit != 0 && latched {
      // A list register that is tied to a physical interrupt cannot be pending and active. The
      // guest pended it by hand while handling it: let go of the physical one and go on in software.
      Hardware.deactivate(intid)
      backed &= ~bit
    }
    listed |= bit
    if isActive {
      value |= ListRegister.active
      active &= ~bit
    }
    if backed & bit != 0 {
      backed &= ~bit
      return value | ListRegister.backing(intid)
    }
    if !isActive && isForwarded && arrived & bit != 0 {
      value |= ListRegister.backing(intid) | ListRegister.pending
      arrived &= ~bit
    } else {
      if isForwarded {
        if (latch | (line & ~edge)) & bit != 0 { value |= ListRegister.pending }
        // Still pending when the guest ends it: by its line, or by a physical interrupt that waits.
        if ((line & ~edge) | arrived) & bit != 0 { value |= ListRegister.notifyEnd }
      }
    }
    if latched {
      latch &= ~bit
      isLatched = true
    }
    return value
  }

  /// Takes back what is left in a list register.
  mutating func unlist(_ bit: UInt32, value: UInt64, isLatched: Bool) {
    let isHardware = value & ListRegister.hardware != 0
    listed &= ~bit
    counted &= ~bit
    if value & ListRegister.pending != 0 {
      if isHardware { arrived |= bit }
      if isLatched { latch |= bit }
      // Not so if it was its line alone, which has fallen.
      counted |= bit & pending
    }
    if value & ListRegister.active != 0 {
      active |= bit
      if isHardware { backed |= bit }
    }
  }

  /// Drops level-sensitive physical interrupts among `candidates` whose line fell before the guest
  /// acknowledged them, as a timer does that is reprogrammed while interrupts are masked.
  mutating func dropStaleArrivals<Hardware: InterruptHardware>(
    among candidates: UInt32, firstIntid: UInt32, on: Hardware.Type
  ) {
    var rest = arrived & ~edge & candidates
    while rest != 0 {
      let index = UInt32(truncatingIfNeeded: rest.trailingZeroBitCount)
      rest &= rest &- 1
      if !Hardware.isPhysicallyPending(firstIntid &+ index) {
        arrived &= ~(1 &<< index)
        Hardware.deactivate(firstIntid &+ index)
      }
    }
  }

  /// What `GICx_ISPENDR` shows, of interrupts that are not listed. A level-sensitive physical
  /// interrupt is pending by its line, whether or not it could be taken yet.
  mutating func readPending<Hardware: InterruptHardware>(
    firstIntid: UInt32, on: Hardware.Type
  ) -> UInt32 {
    dropStaleArrivals(among: .max, firstIntid: firstIntid, on: Hardware.self)
    var lines: UInt32 = 0
    var rest = hardware & ~edge & ~arrived
    while rest != 0 {
      let index = UInt32(truncatingIfNeeded: rest.trailingZeroBitCount)
      rest &= rest &- 1
      if Hardware.isPhysicallyPending(firstIntid &+ index) { lines |= 1 &<< index }
    }
    return pending | lines
  }

  /// A write to `GICx_ICPENDR`, of interrupts that are not listed. Level-sensitive ones whose line is
  /// still high stay pending.
  mutating func clearPending<Hardware: InterruptHardware>(
    _ bits: UInt32, firstIntid: UInt32, on: Hardware.Type
  ) {
    latch &= ~bits
    counted &= ~bits
    dropStaleArrivals(among: bits, firstIntid: firstIntid, on: Hardware.self)
    var edges = arrived & edge & bits
    arrived &= ~edges
    while edges != 0 {
      let index = UInt32(truncatingIfNeeded: edges.trailingZeroBitCount)
      edges &= edges &- 1
      Hardware.deactivate(firstIntid &+ index)
    }
  }

  /// Ends the active interrupts among `bits` as the guest's deactivation would; they are not listed.
  mutating func deactivate<Hardware: InterruptHardware>(
    _ bits: UInt32, firstIntid: UInt32, on: Hardware.Type
  ) {
    var rest = bits & active & backed
    active &= ~bits
    backed &= active
    while rest != 0 {
      let index = UInt32(truncatingIfNeeded: rest.trailingZeroBitCount)
      rest &= rest &- 1
      Hardware.deactivate(firstIntid &+ index)
    }
  }

  /// Back to reset values except for `hardware`; physical interrupts held active are let go.
  mutating func reset<Hardware: InterruptHardware>(firstIntid: UInt32, on: Hardware.Type) {
    var held = arrived | backed
    while held != 0 {
      let index = UInt32(truncatingIfNeeded: held.trailingZeroBitCount)
      held &= held &- 1
      Hardware.deactivate(firstIntid &+ index)
    }
    let owned = hardware
    self = InterruptBank()
    hardware = owned
  }
}
