extension SystemRun {
  /// Makes the machine one whose counter ticks once for each instruction that any of its cores executes, so that figures
  /// repeat to the digit on any host (docs/decisions/0011-instructions-not-times.md).
  mutating func countInstructions() {
    extraArguments += [
      "-icount", "shift=0,sleep=off", "-cpu", "cortex-a72,cntfrq=1000000000",
      "-rtc", "base=2026-01-01,clock=vm", "-seed", "1",
    ]
  }
}
