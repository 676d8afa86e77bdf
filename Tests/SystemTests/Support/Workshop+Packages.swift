import Foundation
import Scenario

extension Workshop {
  /// The package of a VM for the machine of a scenario, whose own files need not be there yet.
  static func package(_ machine: String, for scenario: String) throws -> [UInt8] {
    let result = ScenarioChecker().checkPackage(
      text: machine, file: "vm.yaml", locator: locator,
      scenario: (scenario, "test.yaml", locator))
    guard let package = result.package else {
      throw SystemTestError(result.lines.joined(separator: "\n"))
    }
    return package
  }

  /// A script for guests, from beside this file.
  static func script(_ name: String) throws -> [UInt8] {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: name)
    return [UInt8](try Data(contentsOf: file))
  }
}
