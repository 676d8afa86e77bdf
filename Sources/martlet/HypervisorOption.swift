internal import ArgumentParser
internal import Foundation
internal import Scenario

/// Where the hypervisor's image is.
struct HypervisorOption: ParsableArguments {
  @Option(
    name: .customLong("image"),
    help: """
      The hypervisor to put in front (default: build/martlet.bin, from `scripts/image`; for a scenario with a pool \
      that is shared build/sharing/martlet.bin, with channels or a service VM build/service/martlet.bin; where it is to keep a trace, \
      build/trace/martlet.bin).
      """,
    completion: .file(extensions: ["bin"]))
  var path: String?

  /// Reads and checks the image that the scenario needs, or reports what is wrong and exits.
  func load(for scenario: String, isTraced: Bool = false) throws -> HypervisorImage {
    let shares = ScenarioChecker.sharesCores(path: scenario)
    let needsService = ScenarioChecker.needsService(path: scenario)
    let image = try load(
      isTraced ? .traced : needsService ? .service : shares ? .sharing : .partitioning)
    guard image.hasService || !needsService else {
      report(
        "martlet: the hypervisor image has neither channels nor the control device, and \(scenario)"
          + " needs them; build one that has them with `scripts/image --service`, or leave --image out"
      )
      throw ExitCode(.wrongInput)
    }
    guard image.sharesCores || !shares else {
      report(
        "martlet: the hypervisor image shares no cores, and a pool of \(scenario) is shared; build"
          + " one that does with `scripts/image --sharing`, or leave --image out")
      throw ExitCode(.wrongInput)
    }
    return image
  }

  func load(_ kind: Kind = .partitioning) throws -> HypervisorImage {
    try Self.load(path, kind)
  }

  static func load(_ path: String?, _ kind: Kind) throws -> HypervisorImage {
    let path = path ?? BuildFolder.find(kind.file)
    guard let path, let data = FileManager.default.contents(atPath: path) else {
      report(
        "martlet: there is no hypervisor image at \(path ?? "build/\(kind.file)"); build it with"
          + " `\(kind.command)`, or name one with --image")
      throw ExitCode(.missing)
    }
    do {
      return try HypervisorImage([UInt8](data))
    } catch {
      report("martlet: \(path): \(error)")
      throw ExitCode(.wrongInput)
    }
  }

  /// The builds of the hypervisor that a scenario can need.
  enum Kind {
    case partitioning
    case sharing
    case service
    case traced

    /// In the folder `build`.
    fileprivate var file: String {
      switch self {
      case .partitioning: "martlet.bin"
      case .sharing: "sharing/martlet.bin"
      case .service: "service/martlet.bin"
      case .traced: "trace/martlet.bin"
      }
    }

    fileprivate var command: String {
      switch self {
      case .partitioning: "scripts/image"
      case .sharing: "scripts/image --sharing"
      case .service: "scripts/image --service"
      case .traced: "scripts/image --trace"
      }
    }
  }
}

/// The folder `build` of the repository this program works in or was built from.
enum BuildFolder {
  /// The path of a file in it: below the working directory, else beside a folder above the program.
  static func find(_ name: String) -> String? {
    let here = URL(filePath: "build/\(name)").path
    if FileManager.default.fileExists(atPath: here) { return "build/\(name)" }
    guard var folder = Bundle.main.executableURL?.resolvingSymlinksInPath() else { return nil }
    while folder.path != "/" {
      folder = folder.deletingLastPathComponent()
      let candidate = folder.appending(path: "build/\(name)").path
      if FileManager.default.fileExists(atPath: candidate) { return candidate }
    }
    return nil
  }
}
