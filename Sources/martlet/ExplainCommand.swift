internal import ArgumentParser
internal import Foundation
internal import Scenario

struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain", abstract: "Shows who gets which core, memory, interrupt and device.")

  enum Form: EnumerableFlag {
    case text
    case json
    case html

    static func help(for value: Form) -> ArgumentHelp? {
      switch value {
      case .text: "Tables for a terminal (the default)."
      case .json: "The same for programs."
      case .html: "A page with a picture, complete in one file."
      }
    }
  }

  @Argument(help: "The scenario file.", completion: .file(extensions: ["yaml", "yml"]))
  var scenario: String

  @Flag(exclusivity: .exclusive) var form: Form = .text

  @Option(name: .shortAndLong, help: "Write to this file.", completion: .file())
  var output: String?

  func run() throws {
    let checker = ScenarioChecker()
    let result = checker.check(path: scenario)
    for line in result.lines { report(line) }
    guard let checked = result.scenario, let plan = result.plan else {
      throw ExitCode(.wrongInput)
    }
    let explanation = Explanation(
      scenario: checked, plan: plan, imageSize: checker.assumedImageSize)
    let text =
      switch form {
      case .text: explanation.text
      case .json: explanation.json
      case .html: explanation.html
      }
    guard let output else {
      print(text, terminator: "")
      return
    }
    do {
      try Data(text.utf8).write(to: URL(filePath: output))
    } catch {
      report("martlet: \(output) cannot be written: \(error.localizedDescription)")
      throw ExitCode(.wrongInput)
    }
  }
}
