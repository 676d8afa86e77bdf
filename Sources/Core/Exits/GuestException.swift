/// An exception that EL2 makes a guest take at EL1, as the architecture would have taken it.
///
/// Arm ARM D1.3 (exception entry) and the pseudocode `AArch64.TakeException`.
public struct GuestException: Equatable, Sendable {
  /// What goes to `ESR_EL1`.
  public let syndrome: UInt64
  /// What goes to `FAR_EL1`, or nil where the exception leaves it alone.
  public let faultAddress: UInt64?
  /// Offset of the vector from `VBAR_EL1`.
  public let vectorOffset: UInt64
  /// `PSTATE` of the handler, as `SPSR_EL2` takes it.
  public let handlerState: UInt64

  private init(syndrome: UInt64, faultAddress: UInt64?, interrupted: InterruptedState) {
    self.syndrome = syndrome
    self.faultAddress = faultAddress
    let isAArch32 = interrupted.isAArch32
    switch interrupted.processorState & 0xF {
    case 0b0101 where !isAArch32: vectorOffset = 0x200
    case 0b0100 where !isAArch32: vectorOffset = 0x000
    default: vectorOffset = isAArch32 ? 0x600 : 0x400
    }
    // EL1h with D, A, I and F masked. The condition flags, DIT and PAN stay as they were, and PAN is set unless
    // SCTLR_EL1.SPAN says not to; SSBS becomes SCTLR_EL1.DSSBS; UAO, SS, IL and BTYPE are cleared.
    let pan: UInt64 = interrupted.systemControl & (1 << 23) == 0 ? 1 << 22 : 0
    let ssbs: UInt64 = (interrupted.systemControl &>> 44 & 1) &<< 12
    handlerState = (interrupted.processorState & 0xF140_0000) | pan | ssbs | 0x3C5
  }

  // IL is set in all of these: so says the Arm ARM for EC 0x00, for instruction aborts, and for data aborts without ISV.

  /// An undefined instruction: EC 0x00.
  public static func undefined(interrupted: InterruptedState) -> Self {
    Self(syndrome: 1 << 25, faultAddress: nil, interrupted: interrupted)
  }

  /// A synchronous external abort on a load or store, which is what a bus without a device answers.
  public static func dataAbort(
    at address: UInt64, isWrite: Bool, isTableWalk: Bool, interrupted: InterruptedState
  ) -> Self {
    let exceptionClass: UInt64 = interrupted.isFromEL0 ? 0x24 : 0x25
    return Self(
      syndrome: exceptionClass << 26 | 1 << 25 | (isWrite ? 1 << 6 : 0)
        | (isTableWalk ? 0x15 : 0x10),
      faultAddress: address, interrupted: interrupted)
  }

  /// A synchronous external abort on an instruction fetch.
  public static func instructionAbort(
    at address: UInt64, isTableWalk: Bool, interrupted: InterruptedState
  ) -> Self {
    let exceptionClass: UInt64 = interrupted.isFromEL0 ? 0x20 : 0x21
    return Self(
      syndrome: exceptionClass << 26 | 1 << 25 | (isTableWalk ? 0x15 : 0x10),
      faultAddress: address, interrupted: interrupted)
  }
}
