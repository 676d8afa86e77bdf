internal import ArgumentParser
internal import Scenario

/// Reads and checks a scenario; reports every complaint and exits if there is an error.
func checkedScenario(_ path: String, for hypervisor: HypervisorImage) throws -> CheckedScenario {
  let checker = ScenarioChecker(assumedImageSize: hypervisor.reservedSize)
  let result = checker.check(path: path)
  for line in result.lines { report(line) }
  guard let scenario = result.scenario else { throw ExitCode(.wrongInput) }
  return scenario
}

/// Lays the scenario out behind the hypervisor, or reports why not and exits.
func bootableFile(
  _ scenario: CheckedScenario, hypervisor: HypervisorImage,
  adjust: (inout MachinePlan) -> Void = { _ in }
) throws -> BootableFile {
  do {
    return try BootableFile(scenario, hypervisor: hypervisor, adjust: adjust)
  } catch {
    report("martlet: \(error)")
    throw ExitCode(.wrongInput)
  }
}
