internal import ArgumentParser
internal import Foundation
internal import Scenario

struct NewCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "new", abstract: "Writes a commented scenario to begin with.",
    discussion: "Never overwrites a file.")

  @Argument(help: "The file to write.", completion: .file())
  var file = "scenario.yaml"

  func run() throws {
    let url = URL(filePath: file)
    let name = url.deletingPathExtension().lastPathComponent
    let text = StarterScenario.text(name: name == "scenario" ? "machine" : name)
    do {
      try Data(text.utf8).write(to: url, options: .withoutOverwriting)
    } catch CocoaError.fileWriteFileExists {
      report("martlet: \(file) exists already; name another file, or remove it first")
      throw ExitCode(.wrongInput)
    } catch {
      report("martlet: \(file) cannot be written: \(error.localizedDescription)")
      throw ExitCode(.wrongInput)
    }
    print("\(file): written; next: martlet check \(file)")
  }
}
