internal import ArgumentParser
internal import Foundation
internal import Scenario

struct BuildCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "build",
    abstract: "Writes the one bootable file of a scenario, or the package of a VM for it.",
    discussion: """
      The bootable file is an arm64 Linux Image to its boot loader: QEMU's -kernel and U-Boot's booti start it.

      With --vm and --for it is a VM package: `martletctl create` makes a VM of it while the scenario's machine \
      runs. The VM's file has the keys that it would have under the scenario's `vms`.
      """)

  @Argument(help: "The scenario file.", completion: .file(extensions: ["yaml", "yml"]))
  var scenario: String?

  @Option(
    name: .customLong("vm"), help: "The file of a VM, to write its package.",
    completion: .file(extensions: ["yaml", "yml"]))
  var machine: String?

  @Option(
    name: .customLong("for"), help: "The scenario that the package is for.",
    completion: .file(extensions: ["yaml", "yml"]))
  var machineScenario: String?

  @Option(name: .shortAndLong, help: "The file to write.", completion: .file())
  var output: String

  @OptionGroup var hypervisor: HypervisorOption

  func validate() throws {
    switch (scenario, machine, machineScenario) {
    case (_?, nil, nil), (nil, _?, _?): break
    default:
      throw ValidationError("name a scenario, or a VM's file with --vm and its scenario with --for")
    }
  }

  func run() throws {
    if let scenario { return try build(scenario) }
    if let machine, let machineScenario { try package(machine, for: machineScenario) }
  }

  private func build(_ scenario: String) throws {
    let image = try hypervisor.load(for: scenario)
    let file = try bootableFile(try checkedScenario(scenario, for: image), hypervisor: image)
    try write(file.bytes)
    let size = (file.bytes.count + 1023) / 1024
    print("\(output): \(size) KiB, \(file.plan.virtualMachines.count) VMs")
  }

  private func package(_ machine: String, for scenario: String) throws {
    let result = ScenarioChecker().checkPackage(path: machine, scenario: scenario)
    for line in result.lines { report(line) }
    guard let package = result.package else { throw ExitCode(.wrongInput) }
    try write(package)
    print("\(output): \((package.count + 1023) / 1024) KiB, a VM package for \(scenario)")
  }

  private func write(_ bytes: [UInt8]) throws {
    do {
      try Data(bytes).write(to: URL(filePath: output), options: .atomic)
    } catch {
      report("martlet: \(output) cannot be written: \(error.localizedDescription)")
      throw ExitCode(.wrongInput)
    }
  }
}
