internal import ArgumentParser
internal import Scenario

struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Judges a scenario: every error at once, each with its place.",
    discussion: "Exit code 1 when there is an error. What this accepts boots.")

  @Argument(help: "The scenario file.", completion: .file(extensions: ["yaml", "yml"]))
  var scenario: String

  func run() throws {
    let result = ScenarioChecker().check(path: scenario)
    for line in result.lines { report(line) }
    guard let checked = result.scenario else { throw ExitCode(.wrongInput) }
    print("\(scenario): ok, \(checked.summary)")
  }
}
