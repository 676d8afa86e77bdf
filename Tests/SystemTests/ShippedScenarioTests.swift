import Foundation
import Testing

extension SystemTests {
  /// The scenarios that ship: what they expect is in them.
  @Suite struct ShippedScenarioTests {
    @Test(arguments: ["demo"]) func shows(name: String) throws {
      let path = Workshop.root.appending(path: "scenarios/\(name).yaml")
      let scenario = try String(contentsOf: path, encoding: .utf8)
      _ = try SystemRun("scenario-\(name)", scenario).requireSuccess()
    }
  }
}
