#if MARTLET_SERVICE
  internal import AArch64
  internal import Core
  internal import Scheduling
  internal import Synchronization

  // Pairs of VMs of which one stands by for the other. What ends a primary is the lifecycle's; when it has left every core, the
  // console core changes the roles, for there no lock is held, and pools and shares of the two after them.

  /// What a VM may have of its pool, in the units of `ShareConfiguration`.
  struct Portion: BitwiseCopyable {
    let weight: UInt64
    let priority: UInt8
    let budget: UInt64
    let period: UInt64
  }

  /// What a channel has of the pair that its VMs are.
  struct Standby: ~Copyable {
    /// Around `pair`; nothing is taken inside.
    let lock = OwnedLock()
    var pair = StandbyPair(primary: 0)
    /// Bit n: the VM at end n has ended, and the console core has not looked yet.
    let ended = Atomic<UInt32>(0)
    /// Pools and shares are being exchanged.
    let isExchanging = Atomic<UInt32>(0)

    // The console core's own.

    /// By end, the pool to go to; and when that is given up.
    var targets = InlineArray<2, Int>(repeating: 0)
    var deadline: UInt64 = 0
  }

  extension Reference<Channel> {
    fileprivate func machine(_ end: Int) -> Reference<VirtualMachine> {
      Reference<ChannelEnd>(address: record.ends[end & 1]).record.machine
    }

    /// At which end this VM is, which is one of its two.
    fileprivate func end(of machine: Reference<VirtualMachine>) -> Int {
      record.place(of: 0).machine == machine.record.index ? 0 : 1
    }

    fileprivate func withPair<Value>(_ body: (inout StandbyPair) -> Value) -> Value {
      record.standby.lock.lock(core: CPU.current.record.index)
      defer { record.standby.lock.unlock() }
      return body(&record.standby.pair)
    }

    /// The register Role.
    func role(of end: Int) -> UInt32 {
      record.isPair ? withPair { $0.word(of: end) } : 0
    }

    /// A guest says whether it is ready. With no device lock held.
    func setReady(_ end: Int, _ isReady: Bool) {
      guard record.isPair, withPair({ $0.setReady(end, isReady) }) else { return }
      tellRole(to: end ^ 1)
      noteIfOver()
    }

    /// Any core: where the primary is off and does not come back by itself, a standby that is ready takes over now.
    fileprivate func noteIfOver() {
      let pair = withPair { $0 }
      if pair.isReady(pair.standby), machine(pair.primary).isOver { noteEnd(pair.primary) }
    }

    /// The VM at this end has ended, or will not come back.
    fileprivate func noteEnd(_ end: Int) {
      record.standby.ended.bitwiseOr(1 &<< UInt32(end & 1), ordering: .sequentiallyConsistent)
      machine(end).record.hypervisor.wantHealth()
    }

    /// The register Role of this end has changed.
    fileprivate func tellRole(to end: Int) {
      guard machine(end).record.lifecycle.phase == .running else { return }
      Reference<ChannelEnd>(address: record.ends[end & 1]).ring(
        core: CPU.current.record.index, ChannelRegisters.roleChange)
    }

    fileprivate var isSwitching: Bool {
      record.standby.ended.load(ordering: .sequentiallyConsistent) != 0
        || record.standby.isExchanging.load(ordering: .sequentiallyConsistent) != 0
    }

    /// Console core: what is to be done, and when to look again.
    fileprivate func lookAtPair() -> UInt64 {
      if record.standby.isExchanging.load(ordering: .relaxed) == 0 {
        let ended = record.standby.ended.load(ordering: .acquiring)
        guard ended != 0 else { return .max }
        let old = withPair { $0.primary }
        let isPrimary = ended &>> UInt32(old) & 1 != 0
        // It says so when it is about to be off.
        if isPrimary, machine(old).record.lifecycle.phase == .leaving { return soon }
        record.standby.isExchanging.store(1, ordering: .sequentiallyConsistent)
        // What is noted from here on is seen the next time.
        record.standby.ended.bitwiseAnd(~ended, ordering: .sequentiallyConsistent)
        if !isPrimary || !switchOver(from: old) {
          record.standby.isExchanging.store(0, ordering: .sequentiallyConsistent)
          return again
        }
      }
      return goOnExchanging()
    }

    /// When to look again after all is done.
    private var again: UInt64 {
      record.standby.ended.load(ordering: .acquiring) != 0 ? Counter.read() : .max
    }

    private var soon: UInt64 {
      Counter.read() &+ machine(0).record.hypervisor.record.frequency / 4096
    }

    /// The primary is off. True where the other one is the primary now.
    private func switchOver(from old: Int) -> Bool {
      let (former, heir) = (machine(old), machine(old ^ 1))
      let hypervisor = former.record.hypervisor
      // A start is taken under this lock, too: the primary is off until the roles have changed.
      hypervisor.lockMoves()
      let hasChanged =
        former.isOff && withPair { $0.switchOver(standbyRuns: heir.canServe) }
      hypervisor.unlockMoves()
      guard hasChanged else { return false }
      tellRole(to: old ^ 1)
      heir.tell(.tookOver, value: UInt64(truncatingIfNeeded: former.record.index))
      var line = LogLine()
      line.append("vm ")
      line.append(machine: heir)
      line.append(" takes over from ")
      line.append(machine: former)
      CPU.current.log(&line)
      return beginExchange(former, heir, old)
    }

    /// Each gets what the other had. False where they have no pools to be moved between.
    private func beginExchange(
      _ former: Reference<VirtualMachine>, _ heir: Reference<VirtualMachine>, _ old: Int
    ) -> Bool {
      let hypervisor = former.record.hypervisor
      guard hypervisor.record.poolCount > 0, former.record.mode == .virtual,
        heir.record.mode == .virtual
      else { return false }
      hypervisor.lockMoves()
      record.standby.targets[old] = heir.record.sharing.share.pool
      record.standby.targets[old ^ 1] = former.record.sharing.share.pool
      former.record.sharing.inheritance = heir.portion
      heir.record.sharing.inheritance = former.portion
      hypervisor.unlockMoves()
      record.standby.deadline = Counter.read() &+ hypervisor.record.frequency
      return true
    }

    /// Who has been in the wrong pool goes to the other; the primary may have to wait until the other has left. Who is in the
    /// right one gets its new share there.
    private func goOnExchanging() -> UInt64 {
      let hypervisor = machine(0).record.hypervisor
      let isLate = Counter.read() >= record.standby.deadline
      var isDone = true
      for end in 0..<2 {
        let status = machine(end).exchangePool(record.standby.targets[end])
        guard status != .done else { continue }
        if !isLate {
          isDone = false
          continue
        }
        var line = LogLine()
        line.append("vm ")
        line.append(machine: machine(end))
        line.append(" keeps its pool: ")
        line.append(status.sentence)
        CPU.current.log(&line)
      }
      guard isDone else { return soon }
      hypervisor.lockMoves()
      // In one pool who has more has to give first.
      for turn in 0..<3 where record.standby.targets[0] == record.standby.targets[1] {
        _ = machine(turn).inherit()
      }
      for end in 0..<2 { machine(end).record.sharing.inheritance = nil }
      hypervisor.unlockMoves()
      record.standby.isExchanging.store(0, ordering: .sequentiallyConsistent)
      return again
    }
  }

  extension Reference<Machine> {
    /// Console core, with no lock held: all pairs. Answers when to look again.
    func lookAtPairs() -> UInt64 {
      var next = UInt64.max
      var index = 0
      while let channel = channel(index) {
        if channel.record.isPair { next = min(next, channel.lookAtPair()) }
        index &+= 1
      }
      return next
    }

    /// The standby of this VM takes over, and the VM starts anew.
    func switchOver(_ index: Int) -> ManagementStatus {
      guard let machine = record.virtualMachine(index) else { return .unknownMachine }
      guard let channel = machine.pair else { return .notPrimary }
      let pair = channel.withPair { $0 }
      guard channel.machine(pair.primary).address == machine.address else { return .notPrimary }
      guard pair.isReady(pair.standby), channel.machine(pair.standby).canServe, !machine.staysOff
      else { return .noStandby }
      if channel.isSwitching { return .isBusy }
      return carryOut(.restart(machine: index))
    }
  }

  extension Reference<VirtualMachine> {
    /// The channel between it and its other half, if it has one.
    fileprivate var pair: Reference<Channel>? {
      let address = record.service.record.pair
      return address == 0 ? nil : Reference<Channel>(address: address)
    }

    var isPaired: Bool { record.service.record.pair != 0 }

    var isPaused: Bool {
      record.sharing.hold.load(ordering: .relaxed) & Hold.paused != 0
    }

    fileprivate var canServe: Bool { record.lifecycle.phase == .running && !isPaused }

    fileprivate var isOff: Bool {
      let phase = record.lifecycle.phase
      return phase == .off || phase == .failed
    }

    /// It is off, and nobody is about to start it. Who is off for the safe state's sake leaves nothing behind.
    fileprivate var isOver: Bool {
      isOff && !record.lifecycle.isStartWanted && !waitsToRestart && !staysOff
    }

    /// Something has changed that may have made this or its other half one that is waited for in vain.
    func noteIfOver() { pair?.noteIfOver() }

    /// EL2 trapped on that core.
    func releasePair(core: UInt32) { pair?.record.standby.lock.release(ifHeldBy: core) }

    /// Whether it must stay as it is for a moment: what it was is being given to its other half.
    var isSwitching: Bool { pair?.isSwitching ?? false }

    /// What it is in its pair, and whether it has said that it is ready; nil in none.
    var role: (StandbyPair.Role, isReady: Bool)? {
      guard let pair else { return nil }
      let end = pair.end(of: self)
      return pair.withPair { ($0.role(of: end), $0.isReady(end)) }
    }

    /// Home core: the VM is about to be off.
    func leavePair(isEnding: Bool) {
      guard let pair else { return }
      let end = pair.end(of: self)
      if pair.withPair({ $0.setReady(end, false) }) { pair.tellRole(to: end ^ 1) }
      if !isEnding { pair.noteEnd(end) }
    }
  }
#endif
