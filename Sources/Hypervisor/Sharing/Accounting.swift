#if MARTLET_SHARING
  internal import AArch64
  internal import Core

  // Who used a core for how long. Counted where a virtual core comes onto its core and leaves it, and where a core sleeps;
  // exits pay nothing. Other cores read it without a lock: they may be a turn late.

  extension Reference<VirtualCPU> {
    /// It is on its core, with everything.
    func beginTurn() {
      record.turnStart = Counter.read()
      if isShared, record.machine.countsExits { record.mailbox.post(VirtualCPU.attention) }
      #if MARTLET_SERVICE
        recallControl()
      #endif
    }

    /// It leaves its core.
    func endTurn() {
      record.turnTime &+= Counter.read() &- record.turnStart
      record.turnStart = 0
    }

    /// How long it was on a core, up to now, in ticks.
    var runTime: UInt64 {
      let start = record.turnStart
      return record.turnTime &+ (start == 0 ? 0 : Counter.read() &- start)
    }
  }

  extension Reference<CPU> {
    /// Sleeps until an interrupt comes, unless there is more to do.
    func sleep() {
      guard !record.hasMore else {
        record.hasMore = false
        return
      }
      resetGuestAhead()
      record.sleepStart = Counter.read()
      waitForInterrupt()
      record.sleepTime &+= Counter.read() &- record.sleepStart
      record.sleepStart = 0
    }

    /// In the board's state for idle cores, where it has one.
    private func waitForInterrupt() {
      if let state = record.machine.record.board.idleState,
        Firmware.suspend(state, usesHypervisorCall: Machine.usesHypervisorCall) == 0
      {
        return
      }
      Processor.waitForInterrupt()
    }

    /// How long it slept, up to now, in ticks.
    var idleTime: UInt64 {
      let start = record.sleepStart
      return record.sleepTime &+ (start == 0 ? 0 : Counter.read() &- start)
    }
  }
#endif
