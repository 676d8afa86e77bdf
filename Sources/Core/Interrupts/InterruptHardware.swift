/// What the virtual interrupt controller needs from the core it runs on: the virtual CPU interface
/// and the physical interrupts that belong to the VM.
///
/// Static functions, so that the image's implementation over one-instruction accessors specialises
/// to the bare instruction. Every function acts on the calling core. Nothing here needs a barrier of
/// its own: the exception return to the guest synchronises the virtual CPU interface.
public protocol InterruptHardware: ~Copyable {
  /// Arm: `ICH_LR<n>_EL2`; `index` is below the count that `ICH_VTR_EL2.ListRegs` reports.
  static func readListRegister(_ index: Int) -> UInt64
  /// Arm: `ICH_LR<n>_EL2`.
  static func writeListRegister(_ index: Int, _ value: UInt64)
  /// Arm: `ICH_ELRSR_EL2`, one bit for each list register that holds nothing any more.
  static func readEmptyListRegisters() -> UInt64
  /// Arm: `ICH_HCR_EL2`.
  static func readInterfaceControl() -> UInt64
  /// Arm: `ICH_HCR_EL2`.
  static func writeInterfaceControl(_ value: UInt64)

  /// Ends the active state of a physical interrupt that this core or this VM acknowledged.
  /// Arm: `ICC_DIR_EL1`.
  static func deactivate(_ intid: UInt32)
  #if MARTLET_SHARING
    /// Makes a physical private interrupt of this core active, as if it had been acknowledged and its priority
    /// dropped. Arm: `GICR_ISACTIVER0`.
    static func activatePrivate(_ intid: UInt32)
    /// A physical shared interrupt that this core acknowledged is not that of the VM on it, but of another or of none.
    static func leaveOver(_ intid: UInt32)
  #endif
  /// Whether the physical interrupt is pending, which for a level-sensitive one that is active
  /// means that its line is high. Arm: `GICR_ISPENDR0`, `GICD_ISPENDR<n>`.
  static func isPhysicallyPending(_ intid: UInt32) -> Bool
  /// Forwards the guest's enable bit of a shared interrupt that the VM owns; waits until a disable
  /// has taken effect. Arm: `GICD_ISENABLER<n>`, `GICD_ICENABLER<n>`.
  static func setPhysicalEnabled(_ intid: UInt32, _ isEnabled: Bool)
  /// Forwards the trigger of a shared interrupt that the VM owns. Arm: `GICD_ICFGR<n>`.
  static func setPhysicalEdgeTriggered(_ intid: UInt32, _ isEdge: Bool)
  /// Routes a shared interrupt that the VM owns to the core with this affinity
  /// (`Aff3.Aff2.Aff1.Aff0`, eight bits each). Arm: `GICD_IROUTER<n>`.
  static func setPhysicalRoute(_ intid: UInt32, affinity: UInt32)
}
