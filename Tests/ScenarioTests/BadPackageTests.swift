import Foundation
import Scenario
import Testing

/// Every `bad-packages/NAME.yaml`, a VM for the machine of `scenario.yaml` there, has its complaints, word for word, in
/// `NAME.expected`; recorded as those of bad scenarios.
@Suite struct BadPackageTests {
  static let folder = BadScenarioTests.folder.deletingLastPathComponent()
    .appending(path: "bad-packages")

  static let names: [String] =
    ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [])
    .filter { $0.hasSuffix(".yaml") && $0 != "scenario.yaml" }.map { String($0.dropLast(5)) }
    .sorted()

  private static let locator = FileLocator(
    scenarioDirectory: BadScenarioTests.folder,
    cacheDirectory: BadScenarioTests.folder.appending(path: "no-cache"))

  @Test func thereAreEnough() { #expect(Self.names.count >= 8) }

  @Test(arguments: names) func complaintsAreAsExpected(name: String) throws {
    func text(_ name: String) throws -> String {
      try String(contentsOf: Self.folder.appending(path: name), encoding: .utf8)
    }
    let result = ScenarioChecker().checkPackage(
      text: try text("\(name).yaml"), file: "\(name).yaml", locator: Self.locator,
      scenario: (try text("scenario.yaml"), "scenario.yaml", Self.locator))
    let report = result.lines.map { $0 + "\n" }.joined()

    let expectation = Self.folder.appending(path: "\(name).expected")
    if ProcessInfo.processInfo.environment["MARTLET_RECORD"] == "1" {
      try report.write(to: expectation, atomically: true, encoding: .utf8)
    }
    #expect(try report == String(contentsOf: expectation, encoding: .utf8))
    #expect(result.diagnostics.contains { $0.severity == .error })
    #expect(result.package == nil && !result.scenario.hasErrors)
  }
}
