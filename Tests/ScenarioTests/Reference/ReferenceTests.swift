import Foundation
import Testing

@testable import Scenario

/// The committed documents are what the model says, and the shipped scenarios are right.
@Suite struct ReferenceTests {
  private func committed(_ path: String) throws -> String {
    try String(contentsOf: TestFiles.repository.appending(path: path), encoding: .utf8)
  }

  @Test func theSchemaIsTheModels() throws {
    #expect(
      try committed("docs/scenario.schema.json") == ScenarioSchema.text,
      "run: martlet schema > docs/scenario.schema.json")
  }

  @Test func theReferenceIsTheModels() throws {
    #expect(
      try committed("docs/scenario.md") == ScenarioReference.text,
      "run: martlet schema --markdown > docs/scenario.md")
  }

  @Test func everyKeyIsExplained() {
    for table in KeyTable.all {
      #expect(Set(table.keys.map(\.name)).count == table.keys.count)
      for key in table.keys {
        #expect(key.meaning.last == ".", "\(table.name).\(key.name)")
        #expect(key.example.hasPrefix("\(key.name): "), "\(table.name).\(key.name)")
        let isOneOf = table.exactlyOneOf.contains(key.name)
        #expect(
          key.isRequired != (key.fallback != nil || key.comesLater || isOneOf),
          "\(table.name).\(key.name)")
      }
    }
  }

  /// Every shipped scenario, with stand-ins for the files it names.
  static let shipped: [String] =
    ((try? FileManager.default.contentsOfDirectory(
      atPath: TestFiles.repository.appending(path: "scenarios").path)) ?? [])
    .filter { $0.hasSuffix(".yaml") }.sorted()

  @Test func thereAreShippedScenarios() { #expect(Self.shipped.contains("demo.yaml")) }

  @Test(arguments: shipped) func shippedScenariosAreRight(name: String) throws {
    let files = try TestFiles()
    defer { files.remove() }
    let text = try committed("scenarios/\(name)")
    #expect(files.check(text).lines == [])
    #expect(try SchemaValidator().complaints(about: text) == [])
    #expect(text.contains("name: \(name.dropLast(5))\n"))
  }

  @Test func theStarterIsRight() throws {
    let files = try TestFiles()
    defer { files.remove() }
    for (name, becomes) in [("cockpit", "cockpit"), ("my machine", "machine"), ("", "machine")] {
      let text = StarterScenario.text(name: name)
      let result = files.check(text)
      #expect(result.lines == [])
      #expect(result.scenario?.name == becomes)
      #expect(try SchemaValidator().complaints(about: text) == [])
    }
  }

  @Test func theReferencesExampleIsRight() throws {
    let files = try TestFiles()
    defer { files.remove() }
    let text = ScenarioReference.text
    let start = try #require(text.range(of: "```yaml\n"))
    let end = try #require(text.range(of: "\n```", range: start.upperBound..<text.endIndex))
    #expect(files.check(String(text[start.upperBound..<end.lowerBound])).lines == [])
  }

  @Test func theSchemaSeesWhatItCan() throws {
    let schema = try SchemaValidator()
    for name in ["unknown-key", "missing-keys", "wrong-types", "payload-keys", "names", "sizes"] {
      let text = try String(
        contentsOf: BadScenarioTests.folder.appending(path: "\(name).yaml"), encoding: .utf8)
      #expect(!schema.complaints(about: text).isEmpty, "\(name)")
    }
  }
}
