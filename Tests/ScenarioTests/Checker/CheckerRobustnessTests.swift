import Foundation
import Scenario
import Testing

/// Whatever stands in the file, the checker answers: with a plan, or with errors that have a place in
/// the file.
@Suite struct CheckerRobustnessTests {
  @Test(arguments: 0..<4) func damagedFilesAreAnswered(seed: UInt64) throws {
    let files = try TestFiles()
    defer { files.remove() }
    var random = SplitMix(seed: seed)
    let demo = try String(
      contentsOf: TestFiles.repository.appending(path: "scenarios/demo.yaml"), encoding: .utf8)
    let original = seed.isMultiple(of: 2) ? demo : CheckedScenarioTests.everyScheduler
    let pieces = [
      "", " ", "\n", "\t", ":", "-", "[", "]", "{", "}", "&a ", "*a", "\"", "'", "#", ",", "0x",
      "18446744073709551615", "18446744073709551615ns", ".5s", "0xFFFF_FFFF_FFFF_F000", "-1",
      "null", "direct", "identity",
      "\u{e000}",
      "ü", "\u{0}", "\r\n", "---\n", "name: x\n", "vms:", "<<: *a",
    ]
    for _ in 0..<150 {
      var text = Array(original)
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        let start = Int.random(in: 0..<text.count, using: &random)
        let end = min(text.count, start + Int.random(in: 0...12, using: &random))
        text.replaceSubrange(start..<end, with: pieces.randomElement(using: &random) ?? "")
      }
      let result = files.check(String(text))
      #expect(result.hasErrors == (result.plan == nil))
      let lineCount = String(text).unicodeScalars.count { $0 == "\n" } + 1
      for diagnostic in result.diagnostics {
        #expect((1...(lineCount + 1)).contains(diagnostic.position.line))
        #expect(diagnostic.position.column >= 1)
        #expect(!diagnostic.problem.contains("\n"))
      }
    }
  }

  @Test func anUnreadableFileIsAnError() {
    let result = ScenarioChecker().check(path: "/nowhere/at/all.yaml")
    #expect(result.hasErrors && result.diagnostics.count == 1)
    #expect(ScenarioChecker().check(path: "/").hasErrors)
  }

  @Test func aFileThatUnfoldsWithoutEndIsRefused() throws {
    let files = try TestFiles()
    defer { files.remove() }
    var text = "name: bomb\nboard: qemu-virt\nvms:\n  - &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    for level in 1...12 {
      let alias = "*a\(level - 1)"
      text +=
        "  - &a\(level) [\(Array(repeating: alias, count: 10).joined(separator: ", "))]\n"
    }
    let result = files.check(text)
    #expect(result.lines.contains { $0.contains("unfolds") })
  }

  @Test func theImageMayGrowOnlyAsFarAsItFits() throws {
    let files = try TestFiles()
    defer { files.remove() }
    let text = """
      name: tight
      board: { name: qemu-virt, memory: 128MiB }
      vms:
        - { name: one, memory: 100MiB, payload: { linux: cache:guests/debian-6.12/Image } }
      """
    let scenario = try #require(files.check(text).scenario)
    #expect(throws: Never.self) { try Planner.plan(scenario, imageSize: 20 << 20) }
    #expect(throws: PlanningError.memory(machine: "one")) {
      try Planner.plan(scenario, imageSize: 30 << 20)
    }
  }
}
