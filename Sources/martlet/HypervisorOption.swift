internal import ArgumentParser
internal import Foundation
internal import Scenario

/// Where the hypervisor's image is.
struct HypervisorOption: ParsableArguments {
  @Option(
    name: .customLong("image"),
    help: """
      The hypervisor to put in front (default: build/martlet.bin, from `scripts/image`; where it is to keep a \
      trace, build/trace/martlet.bin).
      """,
    completion: .file(extensions: ["bin"]))
  var path: String?

  /// Reads and checks the image, or reports what is wrong and exits.
  func load(isTraced: Bool = false) throws -> HypervisorImage {
    try Self.load(path, isTraced: isTraced)
  }

  static func load(_ path: String?, isTraced: Bool) throws -> HypervisorImage {
    let name = isTraced ? "trace/martlet.bin" : "martlet.bin"
    let path = path ?? BuildFolder.find(name)
    guard let path, let data = FileManager.default.contents(atPath: path) else {
      report(
        "martlet: there is no hypervisor image at \(path ?? "build/\(name)"); build it with"
          + " `scripts/image\(isTraced ? " --trace" : "")`, or name one with --image")
      throw ExitCode(.missing)
    }
    do {
      return try HypervisorImage([UInt8](data))
    } catch {
      report("martlet: \(path): \(error)")
      throw ExitCode(.wrongInput)
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
