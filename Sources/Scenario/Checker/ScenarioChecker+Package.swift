private import Foundation

extension ScenarioChecker {
  /// Checks the file of a VM that is created while the machine of a scenario runs, by the same rules as the scenario itself.
  public func checkPackage(path: String, scenario: String) -> PackageCheckResult {
    func text(_ path: String) -> String? {
      FileManager.default.contents(atPath: path).flatMap { String(data: $0, encoding: .utf8) }
    }
    guard let scenarioText = text(scenario) else {
      return PackageCheckResult(scenario: check(path: scenario), file: path, diagnostics: [])
    }
    guard let machineText = text(path) else {
      let complaint = Diagnostic(
        .error, at: .start, "there is no such file, or it cannot be read as UTF-8 text",
        remedy: "name a file with the keys of one VM")
      return PackageCheckResult(
        scenario: check(path: scenario), file: path, diagnostics: [complaint])
    }
    return checkPackage(
      text: machineText, file: path, locator: FileLocator(scenario: path),
      scenario: (scenarioText, scenario, FileLocator(scenario: scenario)))
  }

  /// The same of texts. The files are only for the messages.
  public func checkPackage(
    text: String, file: String, locator: FileLocator,
    scenario: (text: String, file: String, locator: FileLocator)
  ) -> PackageCheckResult {
    let own = check(text: scenario.text, file: scenario.file, locator: scenario.locator)
    var result = PackageCheckResult(scenario: own, file: file, diagnostics: [])
    var ignored = DiagnosticList()
    guard !own.hasErrors,
      let root = YAMLValue.parse(scenario.text, diagnostics: &ignored),
      var document = ScenarioDocument(root, diagnostics: &ignored)
    else { return result }

    var diagnostics = DiagnosticList()
    guard let value = YAMLValue.parse(text, diagnostics: &diagnostics),
      let clause = ScenarioDocument.VirtualMachineClause(value, diagnostics: &diagnostics)
    else {
      result.diagnostics = diagnostics.all
      return result
    }
    document.vms?.value.append(clause)
    var pass = CheckingPass(
      document: document, boards: boards, locator: scenario.locator,
      assumedImageSize: assumedImageSize, warnsOfMisses: warnsOfMisses, createdLocator: locator,
      diagnostics: diagnostics)
    if let plan = pass.run()?.plan, let machine = pass.machines.last ?? nil {
      do {
        let package = PlanBundle.package(try Planner.package(machine, for: plan), for: plan)
        pass.checkRoom(ofPackage: UInt64(package.count))
        if !pass.diagnostics.hasErrors { result.package = package }
      } catch {
        pass.diagnostics.error(
          "\(error)", at: clause.position, remedy: "give the VM more memory")
      }
    }
    // What the scenario was told by itself is said there.
    let known = Set(own.diagnostics)
    result.diagnostics = pass.diagnostics.all.filter { !known.contains($0) }
    return result
  }
}
