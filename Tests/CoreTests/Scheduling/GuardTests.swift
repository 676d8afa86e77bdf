import Scheduling
import TestSupport
import Testing

@Suite struct GuardTests {
  /// What a guard is told besides the two facts about a period.
  private struct Rule {
    var misses = 3
    var of = 5
    var calm: UInt32 = 4
    var dwell: UInt64 = 0
  }

  private static func check(
    _ watch: inout Guard, missed: Bool = false, calm: Bool = false, promoted: Bool = false,
    now: UInt64 = 0, _ rule: Rule = Rule()
  ) -> GuardDecision {
    watch.check(
      isMissed: missed, isCalm: calm, isPromoted: promoted, now: now, misses: rule.misses,
      of: rule.of, calm: rule.calm, dwell: rule.dwell)
  }

  @Test(
    arguments: [
      // Nothing to run, nothing waited for.
      (0, 0, false),
      // All of the budget, however late.
      (20, 80, false), (21, 79, false),
      // Too little, and waited so long that it was late whenever it was released.
      (19, 61, true), (0, 100, true), (19, .max, true),
      // Too little, but it did not wait for more than there was to spare.
      (19, 60, false), (0, 60, false),
    ] as [(UInt64, UInt64, Bool)])
  func aPeriodIsMissedByLittleTimeAndMuchWaiting(run: UInt64, waited: UInt64, isMissed: Bool) {
    #expect(Guard.isMissed(run: run, waited: waited, budget: 20, deadline: 80) == isMissed)
  }

  @Test func withNothingToSpareEveryWaitIsOneTooMany() {
    #expect(Guard.isMissed(run: 19, waited: 1, budget: 20, deadline: 20))
    #expect(!Guard.isMissed(run: 19, waited: 0, budget: 20, deadline: 20))
    // A deadline before the budget is none that a configuration can have; it does not trap.
    #expect(Guard.isMissed(run: 19, waited: 1, budget: 20, deadline: 10))
  }

  /// A letter for each period: `m` missed, `.` not; then when the VM is promoted.
  @Test(
    arguments: [
      ("mmm", 2), ("m.m.m", 4), ("mm..m", 4), ("mm...m", nil), ("..........", nil),
      ("mm...mm...mm", nil), ("mm...mmm", 7), ("m..mm", 4),
    ] as [(String, Int?)]) func threeOfFivePromote(periods: String, promotedAt: Int?)
  {
    var watch = Guard()
    let decisions = periods.map { Self.check(&watch, missed: $0 == "m") }
    #expect(decisions.firstIndex(of: .promote) == promotedAt)
    #expect(!decisions.contains(.demote))
  }

  /// A letter for each period: `c` calm, `.` not; then when the VM goes home.
  @Test(
    arguments: [
      ("cccc", 3), ("ccc.cccc", 7), ("ccc.ccc.ccc", nil), (".cccc", 4),
    ] as [(String, Int?)]) func fourCalmOnesInARowDemote(periods: String, demotedAt: Int?)
  {
    var watch = Guard()
    watch.changed(now: 0)
    let decisions = periods.map {
      Self.check(&watch, missed: true, calm: $0 == "c", promoted: true)
    }
    #expect(decisions.firstIndex(of: .demote) == demotedAt)
    #expect(!decisions.contains(.promote))
  }

  @Test func itAsksAgainWhenItWasRefused() {
    var watch = Guard()
    for _ in 0..<2 { #expect(Self.check(&watch, missed: true) == .stay) }
    for _ in 0..<10 { #expect(Self.check(&watch, missed: true) == .promote) }
    // What was missed goes out of the window one period after the other.
    #expect(Self.check(&watch) == .promote)
    #expect(Self.check(&watch) == .promote)
    #expect(Self.check(&watch) == .stay)
  }

  @Test func nothingChangesWithinTheDwell() {
    let rule = Rule(misses: 1, of: 1, calm: 1, dwell: 100)
    var watch = Guard()
    // Nobody has moved it yet.
    #expect(Self.check(&watch, missed: true, now: 5, rule) == .promote)
    watch.changed(now: 7)
    #expect(Self.check(&watch, calm: true, promoted: true, now: 106, rule) == .stay)
    #expect(Self.check(&watch, calm: true, promoted: true, now: 107, rule) == .demote)
    watch.changed(now: 110)
    #expect(Self.check(&watch, missed: true, now: 209, rule) == .stay)
    // Another core's counter may be a tick behind.
    #expect(Self.check(&watch, missed: true, now: 109, rule) == .stay)
    #expect(Self.check(&watch, missed: true, now: 210, rule) == .promote)
    watch.reset(now: 215)
    #expect(Self.check(&watch, missed: true, now: 314, rule) == .stay)
    #expect(Self.check(&watch, missed: true, now: 315, rule) == .promote)
  }

  @Test func aChangeByHandForgetsWhatWasCounted() {
    var watch = Guard()
    for _ in 0..<2 { _ = Self.check(&watch, missed: true) }
    watch.reset(now: 0)
    for _ in 0..<2 { #expect(Self.check(&watch, missed: true) == .stay) }
    #expect(Self.check(&watch, missed: true) == .promote)
    watch.changed(now: 0)
    for _ in 0..<3 { _ = Self.check(&watch, calm: true, promoted: true) }
    watch.reset(now: 0)
    for _ in 0..<3 { #expect(Self.check(&watch, calm: true, promoted: true) == .stay) }
    #expect(Self.check(&watch, calm: true, promoted: true) == .demote)
  }

  @Test func sixtyFourPeriodsAreRemembered() {
    let rule = Rule(misses: 64, of: 64)
    var watch = Guard()
    for _ in 0..<63 { #expect(Self.check(&watch, missed: true, rule) == .stay) }
    #expect(Self.check(&watch, missed: true, rule) == .promote)
    _ = Self.check(&watch, rule)
    for _ in 0..<63 { #expect(Self.check(&watch, missed: true, rule) == .stay) }
    #expect(Self.check(&watch, missed: true, rule) == .promote)
  }

  /// Everything that ever was, and what follows from it by the words of the documentation.
  private struct Model {
    /// Since the last change.
    var missed: [Bool] = []
    var calm: [Bool] = []
    var lastChange: UInt64?

    func decision(_ rule: Rule, isPromoted: Bool, now: UInt64) -> GuardDecision {
      if let lastChange, now < lastChange + rule.dwell { return .stay }
      if isPromoted {
        let run = calm.reversed().prefix { $0 }.count
        return run >= Int(rule.calm) ? .demote : .stay
      }
      return missed.suffix(rule.of).count { $0 } >= rule.misses ? .promote : .stay
    }

    mutating func change(_ now: UInt64) { self = Model(lastChange: now) }
  }

  /// Loads that come and go, changes that are refused, and somebody who moves the VM by hand.
  @Test(arguments: Workloads.seeds(5000)) func historiesAgreeWithTheModel(seed: UInt64) {
    var random = SplitMix(state: seed)
    let of = Int.random(in: 1...64, using: &random)
    let rule = Rule(
      misses: Int.random(in: 1...of, using: &random), of: of,
      calm: UInt32.random(in: 1...40, using: &random),
      dwell: UInt64.random(in: 0...3000, using: &random))
    var watch = Guard()
    var model = Model()
    var isPromoted = false
    var isLoaded = false
    var now: UInt64 = 0
    var changes: [UInt64] = []
    for _ in 0..<400 {
      now += UInt64.random(in: 90...110, using: &random)
      if Int.random(in: 0..<50, using: &random) == 0 { isLoaded.toggle() }
      let isQuiet = Int.random(in: 0..<10, using: &random) > 0
      let (missed, calm) = (isLoaded && isQuiet, !isLoaded && isQuiet)
      if isPromoted { model.calm.append(calm) } else { model.missed.append(missed) }
      let decision = Self.check(
        &watch, missed: missed, calm: calm, promoted: isPromoted, now: now, rule)
      #expect(
        decision == model.decision(rule, isPromoted: isPromoted, now: now), "seed \(seed)")
      switch decision {
      case .promote: #expect(!isPromoted && model.missed.count >= rule.misses, "seed \(seed)")
      case .demote: #expect(isPromoted && model.calm.count >= Int(rule.calm), "seed \(seed)")
      case .stay: break
      }
      if decision != .stay, Int.random(in: 0..<4, using: &random) > 0 {
        isPromoted = decision == .promote
        watch.changed(now: now)
        model.change(now)
        changes.append(now)
      } else if Int.random(in: 0..<200, using: &random) == 0 {
        isPromoted = Bool.random(using: &random)
        watch.reset(now: now)
        model.change(now)
      }
    }
    for (one, next) in zip(changes, changes.dropFirst()) {
      #expect(next - one >= rule.dwell, "seed \(seed)")
    }
  }
}
