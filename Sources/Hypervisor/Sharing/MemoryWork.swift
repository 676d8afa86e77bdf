#if MARTLET_SHARING
  internal import AArch64
  internal import CAArch64
  internal import Core
  internal import Synchronization

  /// What takes long at the start of a VM, and when one is destroyed: all of its memory is gone through. It is done in
  /// pieces, in the turns of virtual core 0, and left whenever an interrupt waits.
  struct MemoryWork: BitwiseCopyable {
    enum Step: UInt8 {
      case none, scrub, load, clean
    }

    private(set) var step = Step.none
    /// Whether the VM starts afterwards, and since when it does.
    private(set) var isStart = false
    private(set) var started: UInt64 = 0
    var cursor = PieceCursor()

    var isPending: Bool { step != .none }

    mutating func begin(_ step: Step, toStart isStart: Bool, now: UInt64) {
      self.step = step
      self.isStart = isStart
      started = now
      cursor = PieceCursor()
    }

    mutating func go(to next: Step) {
      step = next
      cursor = PieceCursor()
    }

    /// How many bytes EL2 goes through before it looks up. Copying takes some ten times as long as the others.
    var pieceSize: UInt64 { step == .load ? 4096 : Self.pieceSize }
    static var pieceSize: UInt64 { 65536 }
  }

  extension CPU {
    /// Whether an interrupt waits for EL2. Arm: `ISR_EL1.I`, `F`.
    static var hasInterrupt: Bool { martlet_read_isr_el1() & 0xC0 != 0 }
  }

  extension Reference<VirtualMachine> {
    /// Whether it was destroyed, and its memory is not scrubbed yet.
    var mustScrub: Bool { record.sharing.isDestroyed && !record.sharing.isScrubbed }

    /// Whether no core is inside, and none will be before a start.
    private var hasLeft: Bool {
      let phase = record.lifecycle.phase
      return phase == .off || phase == .failed || record.lifecycle.canFinish
    }

    /// Whether virtual core 0 has to look after its VM, though it does not run.
    var wantsHouseKept: Bool {
      record.lifecycle.canFinish || record.lifecycle.isStartWanted || record.sharing.work.isPending
        || mustScrub && hasLeft
    }

    /// Home core: the VM's end and its start. False while there is more to do, for which an interrupt has to be taken first.
    @inline(never)
    func keepHouse() -> Bool {
      if mustScrub, !record.sharing.work.isPending, hasLeft {
        record.sharing.work.begin(.scrub, toStart: false, now: Counter.read())
      }
      guard workOnMemory() else { return false }
      if record.lifecycle.canFinish, !mustScrub, isHome(and: { true }) {
        finish()
        finishMove()
      }
      startIfWanted()
      // Since its end the VM may have been moved, and started elsewhere.
      return isHome(and: { true }) ? workOnMemory() : true
    }

    /// Whether this is the home core, and what is asked then is so, under the lock of moves. Where the VM is leaving, it is
    /// the home core until the VM's end.
    func isHome(and isSo: () -> Bool) -> Bool {
      let machine = record.hypervisor
      machine.lockMoves()
      let isHome = virtualCPU(0).record.core.address == CPU.current.address && isSo()
      machine.unlockMoves()
      return isHome
    }

    /// Home core: whether it may start, and is to; it is starting then, where it stays.
    func takeStart() -> Bool {
      guard record.lifecycle.isStartWanted else { return false }
      #if MARTLET_SERVICE
        guard regainsMemory() else { return false }
      #endif
      return isHome { !isHeld && !record.sharing.isDestroyed && record.lifecycle.takeStart() }
    }

    /// Goes on with it. True when nothing is left to do.
    private func workOnMemory() -> Bool {
      while record.sharing.work.isPending {
        workOnPiece()
        if record.sharing.work.isPending, CPU.hasInterrupt { return false }
      }
      return true
    }

    private func workOnPiece() {
      let cursor = record.sharing.work.cursor
      let step = record.sharing.work.step
      let count =
        step == .load ? record.configuration.loads.count : stretches
      guard cursor.stretch < count else { return finishStep() }
      if step == .load {
        let load = record.configuration.loads[cursor.stretch]
        let size = UInt64(truncatingIfNeeded: load.part.count)
        let piece = cursor.piece(of: size, atMost: record.sharing.work.pieceSize)
        copy(load, from: cursor.offset, piece)
        record.sharing.work.cursor.advance(by: piece, of: size)
      } else {
        let (start, size) = nextPiece(&record.sharing.work.cursor)
        if step == .scrub {
          #if MARTLET_SERVICE
            // Of one that was destroyed, other VMs may have it.
            if hasLost(AddressRange(start: start, size: size)) { return }
          #endif
          record.hypervisor.record.memory.zero(start, size)
        } else {
          GuestCaches.clean(start, size)
        }
      }
    }

    /// What is gone through of a VM's memory: its windows, and at its end the package that it was made of.
    private var stretches: Int {
      #if MARTLET_SERVICE
        if hasPackage, !record.sharing.work.isStart {
          return record.configuration.memory.count &+ 1
        }
      #endif
      return record.configuration.memory.count
    }

    /// Where in the board's memory the cursor's next piece of the VM's memory lies; the cursor goes past it.
    func nextPiece(_ cursor: inout PieceCursor) -> (start: UInt64, size: UInt64) {
      #if MARTLET_SERVICE
        let range =
          cursor.stretch < record.configuration.memory.count
          ? record.configuration.memory[cursor.stretch].physicalRange
          : record.service.record.package
      #else
        let range = record.configuration.memory[cursor.stretch].physicalRange
      #endif
      let start = range.start &+ cursor.offset
      let size = cursor.piece(of: range.size, atMost: MemoryWork.pieceSize)
      cursor.advance(by: size, of: range.size)
      return (start, size)
    }

    private func finishStep() {
      let work = record.sharing.work
      switch work.step {
      case .scrub: record.sharing.work.go(to: work.isStart ? .load : .clean)
      case .load: record.sharing.work.go(to: .clean)
      case .none, .clean:
        record.sharing.work.go(to: .none)
        if work.isStart {
          finishStart(since: work.started)
        } else {
          record.sharing.isScrubbed = true
          #if MARTLET_SERVICE
            wantRemoval()
          #endif
        }
      }
    }
  }
#endif
