import Foundation
import Testing

extension SystemTests {
  /// The scenarios that ship: what they expect is in them.
  @Suite struct ShippedScenarioTests {
    static let names = [
      "arinc", "basestation", "channels", "demo", "direct-linux", "edk2", "guard", "minimal",
      "mixed", "overload",
      "packages", "service", "two-linux", "u-boot",
    ]

    @Test(arguments: names) func shows(name: String) throws {
      let path = Workshop.root.appending(path: "scenarios/\(name).yaml")
      let scenario = try String(contentsOf: path, encoding: .utf8)
      _ = try SystemRun("scenario-\(name)", scenario).requireSuccess()
    }

    @Test func noneIsForgotten() throws {
      let folder = Workshop.root.appending(path: "scenarios").path
      let files = try FileManager.default.contentsOfDirectory(atPath: folder)
        .filter { $0.hasSuffix(".yaml") }
      #expect(files.sorted() == Self.names.map { "\($0).yaml" })
    }
  }
}
