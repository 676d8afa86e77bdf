internal import CGuestSupport
internal import GuestSupport

/// One walk over the table of RegisterWalk+Table.swift, doing one thing with each register.
///
/// Registers are read and written by instructions made at run time, inside probes: one that is not there only
/// faults. `mask` names the bits that this guest can change and go on living; zero for read-only ones.
struct RegisterWalk {
  enum Step {
    /// Print what it reads and which bits can be changed, then put it back.
    case show
    /// Remember it, put the pattern in, remember what reads back.
    case fill
    /// Does it still read that?
    case compare
    /// Put back what was there before `fill`.
    case restore
  }

  var step: Step
  let pattern: UInt64
  var readable: UInt64 = 0
  var undefined: UInt64 = 0
  var zero: UInt64 = 0
  /// Registers that `fill` changed.
  var kept: UInt64 = 0
  var wrong: UInt64 = 0
  /// The first mismatch: place in the table, counted from zero, and both values.
  var firstWrong: UInt64 = 0
  var firstExpected: UInt64 = 0
  var firstRead: UInt64 = 0
  private var index = 0
  /// The first of the words that belong to this walk.
  private let words: Int

  /// Each `cpu` has words of its own.
  init(step: Step, pattern: UInt64, cpu: Int = 0) {
    self.step = step
    self.pattern = pattern
    words = 64 &+ cpu &* 2048
  }

  mutating func restart() { index = 0 }

  // Three words for each register: 1 when it takes part, what it was, what it reads since `fill`.
  private var takesPart: SharedWord { SharedWord(words &+ index &* 4) }
  private var original: SharedWord { SharedWord(words &+ index &* 4 &+ 1) }
  private var expected: SharedWord { SharedWord(words &+ index &* 4 &+ 2) }

  private func read(_ encoding: UInt32) -> Probe { Probe.instruction(0xd520_0000 | encoding) }
  private func write(_ encoding: UInt32, _ value: UInt64) {
    _ = Probe.instruction(0xd500_0000 | encoding, value)
  }

  /// `isKept` false: shown, but no pattern stays in it while this guest waits.
  mutating func register(
    _ name: StaticString, _ encoding: UInt32, _ mask: UInt64 = 0, isKept: Bool = true
  ) {
    switch step {
    case .show: show(name, encoding, mask)
    case .fill: if isKept, mask != 0 { fill(encoding, mask) } else { takesPart.value = 0 }
    case .compare: if takesPart.value == 1 { compare(name, encoding) }
    case .restore: if takesPart.value == 1 { write(encoding, original.value) }
    }
    index &+= 1
  }

  private mutating func show(_ name: StaticString, _ encoding: UInt32, _ mask: UInt64) {
    let probe = read(encoding)
    guard !probe.faulted else {
      undefined &+= 1
      say("registers: ").text(name).text(" read=none class=undef").end()
      return
    }
    let old = probe.value
    var changed: UInt64 = 0
    if mask != 0 {
      write(encoding, old | mask)
      let ones = read(encoding).value
      write(encoding, old & ~mask)
      let zeros = read(encoding).value
      write(encoding, (old & ~mask) | (0xa5a5_a5a5_a5a5_a5a5 & mask))
      let mixed = read(encoding).value
      changed = (ones ^ zeros) & mask
      // What keeps ones and zeros must keep both at once.
      if mixed & changed != 0xa5a5_a5a5_a5a5_a5a5 & changed { changed = 0 }
      write(encoding, old)
    }
    let isZero = mask != 0 && old == 0 && changed == 0
    if isZero { zero &+= 1 } else { readable &+= 1 }
    let line = say("registers: ").text(name).text(" read=").hex(old)
    if mask != 0 { line.text(" writable=").hex(changed) }
    line.text(isZero ? " class=trapped-zero" : " class=ok").end()
  }

  private mutating func fill(_ encoding: UInt32, _ mask: UInt64) {
    let probe = read(encoding)
    takesPart.value = probe.faulted ? 0 : 1
    guard !probe.faulted else { return }
    // Each register its own value, so that one shown in place of another is seen too.
    let own = pattern ^ (UInt64(UInt(bitPattern: index)) &* 0x0101_0101_0101_0101)
    original.value = probe.value
    write(encoding, (probe.value & ~mask) | (own & mask))
    expected.value = read(encoding).value
    if expected.value != original.value { kept &+= 1 }
  }

  private mutating func compare(_ name: StaticString, _ encoding: UInt32) {
    let value = read(encoding).value
    guard value != expected.value else { return }
    if wrong == 0 {
      (firstWrong, firstExpected, firstRead) = (
        UInt64(UInt(bitPattern: index)), expected.value, value
      )
    }
    wrong &+= 1
  }
}
