import Foundation
import Scenario
import Testing

/// Every `bad-scenarios/NAME.yaml` has its complaints, word for word, in `NAME.expected`. After a
/// change that is meant, `MARTLET_RECORD=1 swift test --filter BadScenario` writes them anew; read the
/// difference before committing it.
@Suite struct BadScenarioTests {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "bad-scenarios")

  static let names: [String] =
    ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [])
    .filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }.sorted()

  /// A board on which the firmware keeps Group 0 to itself.
  static var secureBoard: Board {
    var board = Board.qemuVirt
    board.name = "test-secure"
    board.largest.ownsGroupZero = false
    return board
  }

  @Test func thereAreEnough() {
    #expect(Self.names.count >= 30)
  }

  @Test(arguments: names) func complaintsAreAsExpected(name: String) throws {
    let file = Self.folder.appending(path: "\(name).yaml")
    let text = try String(contentsOf: file, encoding: .utf8)
    let locator = FileLocator(
      scenarioDirectory: Self.folder, cacheDirectory: Self.folder.appending(path: "no-cache"))
    let checker = ScenarioChecker(boards: Board.all + [Self.secureBoard])
    let result = checker.check(text: text, file: "\(name).yaml", locator: locator)
    let report = result.lines.map { $0 + "\n" }.joined()

    let expectation = Self.folder.appending(path: "\(name).expected")
    if ProcessInfo.processInfo.environment["MARTLET_RECORD"] == "1" {
      try report.write(to: expectation, atomically: true, encoding: .utf8)
    }
    #expect(try report == String(contentsOf: expectation, encoding: .utf8))
    #expect(!report.isEmpty)
    #expect(result.hasErrors != name.hasPrefix("warn-"))
    #expect((result.plan == nil) == result.hasErrors)
  }
}
