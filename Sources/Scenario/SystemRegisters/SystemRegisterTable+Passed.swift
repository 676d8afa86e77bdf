/// Registers that guests use themselves and that keep nothing of them.
extension SystemRegisterTable {
  static let passed: [SystemRegisterGroup] = [
    SystemRegisterGroup(
      "Facts about the core", .passed,
      """
      Read-only and the same for every VM on the core.
      """,
      """
      REVIDR_EL1 3 0 0 0 6
      AIDR_EL1 3 1 0 0 7
      CCSIDR_EL1 3 1 0 0 0
      CLIDR_EL1 3 1 0 0 1
      CCSIDR2_EL1 3 1 0 0 2
      CTR_EL0 3 3 0 0 1
      DCZID_EL0 3 3 0 0 7
      SMIDR_EL1 3 1 0 0 6
      """),
    SystemRegisterGroup(
      "Counters", .passed,
      """
      Read-only for guests. The virtual counters are offset by `CNTVOFF_EL2`; the physical ones \
      show the board's time, which is no secret, and their timer must agree with them. \
      `CNTFRQ_EL0` can be written at the highest level only.
      """,
      """
      CNTFRQ_EL0 3 3 14 0 0
      CNTPCT_EL0 3 3 14 0 1
      CNTVCT_EL0 3 3 14 0 2
      CNTPCTSS_EL0 3 3 14 0 5
      CNTVCTSS_EL0 3 3 14 0 6
      """),
    SystemRegisterGroup(
      "Random numbers", .passed,
      """
      Read-only. A number once read is nobody else's.
      """,
      """
      RNDR 3 3 2 4 0
      RNDRRS 3 3 2 4 1
      """),
    SystemRegisterGroup(
      "Pending interrupts", .passed,
      """
      Read-only. Shows virtual interrupts where EL2 takes the physical ones, and the physical \
      ones of its own core otherwise.
      """,
      """
      ISR_EL1 3 0 12 1 0
      """),
    SystemRegisterGroup(
      "Debug communication channel and status", .passed,
      """
      The core's own channel to an external debugger, which can read everything anyway. Without \
      one, what a guest puts into it goes nowhere. A core belongs to one VM; where VMs come to \
      share one, the channel's full flags are to be trapped (`MDCR_EL2.TDCC`).
      """,
      """
      OSDTRRX_EL1 2 0 0 0 2
      OSDTRTX_EL1 2 0 0 3 2
      OSECCR_EL1 2 0 0 6 2
      MDCCSR_EL0 2 3 0 1 0
      DBGDTR_EL0 2 3 0 4 0
      DBGDTRRX_EL0,DBGDTRTX_EL0 2 3 0 5 0
      MDRAR_EL1 2 0 1 0 0
      OSLSR_EL1 2 0 1 1 4
      DBGAUTHSTATUS_EL1 2 0 7 14 6
      """),
    SystemRegisterGroup(
      "Debug power control", .passed,
      """
      Asks the board's power controller to keep the core powered for a debugger; nothing else reads \
      it. Not written at a start: QEMU has no such register.
      """,
      """
      DBGPRCR_EL1 2 0 1 4 4
      """),
    SystemRegisterGroup(
      "Debug state", .passed,
      """
      Undefined but in Debug state, which only an external debugger enters.
      """,
      """
      DSPSR_EL0 3 3 4 5 0
      DLR_EL0 3 3 4 5 1
      """),
  ]
}
