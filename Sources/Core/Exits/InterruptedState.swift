/// What the guest was doing when it left for EL2, as far as exception entry at EL1 depends on it.
public struct InterruptedState: Equatable, Sendable {
  /// Arm: `SPSR_EL2`. M[3:0] is 0b0000 for EL0t, 0b0100 EL1t, 0b0101 EL1h; bit 4 means AArch32.
  public let processorState: UInt64
  /// Arm: `SCTLR_EL1`; its SPAN bit says whether exception entry sets PAN.
  public let systemControl: UInt64

  public init(processorState: UInt64, systemControl: UInt64) {
    self.processorState = processorState
    self.systemControl = systemControl
  }

  var isAArch32: Bool { processorState & 0x10 != 0 }

  var isFromEL0: Bool { isAArch32 || processorState & 0xF == 0 }
}
