extension SystemRun {
  /// Makes the machine one whose counter ticks once for each instruction that any of its cores executes, so that figures
  /// repeat to the digit on any host (docs/decisions/0011-instructions-not-times.md).
  /// Its cores take turns then. `turn`: microseconds, how long one has at most where it does not sleep; nil: until the next timer.
  mutating func countInstructions(turn: Int? = nil) {
    extraArguments += [
      "-icount", "shift=0,sleep=off", "-cpu", "cortex-a72,cntfrq=1000000000",
      "-rtc", "base=2026-01-01,clock=vm", "-seed", "1",
    ]
    guard let turn else { return }
    // A timer of the machine's own.
    extraArguments += [
      "-netdev", "hubport,id=n0,hubid=0", "-object",
      "filter-buffer,id=fb,netdev=n0,interval=\(turn)",
    ]
  }
}
