import Core
import Testing

@testable import Scenario

/// A bundle in memory that somebody changes.
@Suite struct BundleCheckTests {
  private static func bundle() throws -> [UInt8] {
    let (_, plan) = try ServiceScenarioTests.check(ServiceScenarioTests.text)
    return PlanBundle.write(plan)
  }

  /// Steps until there is something to tell, at most as many as are said to be enough.
  private static func run(
    _ check: inout BundleCheck, _ bytes: [UInt8], most: UInt64 = 100_000
  ) -> BundleCheck.Outcome {
    for _ in 0..<most {
      let outcome = check.step(bytes.span.raw)
      if outcome != .goesOn { return outcome }
    }
    return .goesOn
  }

  @Test func whatIsAsItWasIsRightAgainAndAgain() throws {
    let bytes = try Self.bundle()
    guard var check = BundleCheck(bytes.span.raw) else { throw BundleError.truncated }
    let bundle = try Bundle(bytes.span.raw)
    let most = BundleCheck.stepCount(bundle)
    for _ in 0..<2 {
      let outcome = Self.run(&check, bytes, most: most)
      #expect(outcome == .isRight)
    }
  }

  @Test func aChangedByteIsFoundInItsPart() throws {
    let bytes = try Self.bundle()
    var parts: [BundlePart] = []
    let bundle = try Bundle(bytes.span.raw)
    for index in 0..<bundle.partCount {
      if let part = bundle.part(at: index) { parts.append(part) }
    }
    #expect(parts.count == 4)
    var random = SplitMix(seed: 3)
    for (number, part) in parts.enumerated() where part.count > 0 {
      guard var check = BundleCheck(bytes.span.raw) else { throw BundleError.truncated }
      var changed = bytes
      changed[part.start + Int.random(in: 0..<part.count, using: &random)] ^= 0x10
      let outcome = Self.run(&check, changed)
      #expect(outcome == .isDamaged(UInt64(number)))
      // Mended, it is right again.
      guard number == parts.count - 1 else { continue }
      let after = Self.run(&check, bytes)
      #expect(after == .isRight)
    }
  }

  /// Who changes the table changes its digest, too; the one that was kept tells.
  @Test func anotherBundleIsFoundAtOnce() throws {
    let bytes = try Self.bundle()
    guard var check = BundleCheck(bytes.span.raw) else { throw BundleError.truncated }
    let (_, plan) = try ServiceScenarioTests.check(ServiceScenarioTests.alone)
    let other = PlanBundle.write(plan)
    let foreign = check.step(other.span.raw)
    #expect(foreign == .isDamaged(BundleCheck.table))
    var damaged = bytes
    damaged[BundleFormat.headerSize + 8] ^= 1
    let changed = check.step(damaged.span.raw)
    #expect(changed == .isDamaged(BundleCheck.table))
    let empty = check.step([UInt8]().span.raw)
    #expect(empty == .isDamaged(BundleCheck.table))
  }
}
