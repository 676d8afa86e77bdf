// Every system register that EL1 and EL0 can name, and what becomes of it in a guest. The image does what this says
// without knowing this: `Core.SystemRegister` and `Core.IdentificationRegisters` answer, `AArch64.ControlRegisters` sets
// the traps and resets the rest. Tests hold the three together, and docs/system-registers.md to this.

/// The table of system registers. Source: Arm DDI 0487, D24, and the encodings that LLVM 21 knows (Armv9.6).
public enum SystemRegisterTable {
  public static let groups: [SystemRegisterGroup] = own + trapped + passed + absent
}
