import Foundation
import Scenario

/// The repository that these tests are part of, and what was built and fetched into it.
enum Workshop {
  static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  static let build = root.appending(path: "build")

  /// Paths of the tests' scenarios are relative to the folder of the shipped ones.
  static let locator = FileLocator(scenario: root.appending(path: "scenarios/test.yaml").path)

  /// The folder for the logs of one run.
  static func logs(_ name: String) -> URL { build.appending(path: "logs/\(name)") }

  /// The builds of the hypervisor.
  enum Image: String {
    case shipped = ""
    case testHooks = "test-hooks"
    case traced = "trace"
    case sharing
    case service
  }

  static func hypervisor(_ kind: Image = .shipped) throws -> HypervisorImage {
    let path = build.appending(path: kind.rawValue).appending(path: "martlet.bin").path
    guard let data = FileManager.default.contents(atPath: path) else {
      let option = kind == .shipped ? "" : " --\(kind.rawValue)"
      throw SystemTestError("\(path) is missing: run `scripts/image\(option)`")
    }
    return try HypervisorImage([UInt8](data))
  }

  /// A scenario's text as one bootable file; without a `kind` on the image that `martlet` would take.
  static func file(
    _ scenario: String, on kind: Image? = nil, adjust: (inout MachinePlan) -> Void = { _ in }
  ) throws -> BootableFile {
    let shares = ScenarioChecker.sharesCores(text: scenario)
    let needsService = ScenarioChecker.needsService(text: scenario)
    let image = try hypervisor(kind ?? (needsService ? .service : shares ? .sharing : .shipped))
    let result = ScenarioChecker(assumedImageSize: image.reservedSize).check(
      text: scenario, file: "test.yaml", locator: locator)
    guard let checked = result.scenario else {
      throw SystemTestError(result.lines.joined(separator: "\n"))
    }
    return try BootableFile(checked, hypervisor: image, adjust: adjust)
  }
}
