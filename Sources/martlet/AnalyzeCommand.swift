internal import ArgumentParser
internal import Scenario

struct AnalyzeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "analyze", abstract: "Tells which tasks of the guests may miss their deadlines.",
    discussion: """
      For VMs that state `tasks`: the longest time that each task takes in the VM's pool, by how much \
      it may be late, and the smallest budget, window, weight or cap that would do. Exit code 1 when \
      a task may be late.
      """)

  @Argument(help: "The scenario file.", completion: .file(extensions: ["yaml", "yml"]))
  var scenario: String

  @Flag(help: "The same for programs.")
  var json = false

  @Option(help: "What each switch between vCPUs takes; `5us` is assumed, not measured.")
  var switchTime = "5us"

  func validate() throws {
    guard ScheduleAnalysis.switchTime(switchTime) != nil else {
      throw ValidationError("--switch-time is a time from 0us to 1ms, such as 5us")
    }
  }

  func run() throws {
    // Its own warnings of late tasks would say less than what comes here.
    let result = ScenarioChecker(warnsOfMisses: false).check(path: scenario)
    for line in result.lines { report(line) }
    guard let checked = result.scenario, let time = ScheduleAnalysis.switchTime(switchTime) else {
      throw ExitCode(.wrongInput)
    }
    let analysis = ScheduleAnalysis(checked, switchTime: time)
    guard !analysis.isEmpty else {
      report("martlet: no VM of \(scenario) states its tasks; add `\(ScheduleAnalysis.example)`")
      throw ExitCode(.wrongInput)
    }
    print(json ? analysis.json : analysis.text, terminator: "")
    if !analysis.isInTime { throw ExitCode(.wrongInput) }
  }
}
