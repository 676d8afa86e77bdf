internal import ArgumentParser
internal import Foundation
internal import Scenario

struct BuildCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "build", abstract: "Writes the one bootable file of a scenario.",
    discussion: """
      The file is an arm64 Linux Image to its boot loader: QEMU's -kernel and U-Boot's booti start it.
      """)

  @Argument(help: "The scenario file.", completion: .file(extensions: ["yaml", "yml"]))
  var scenario: String

  @Option(name: .shortAndLong, help: "The file to write.", completion: .file())
  var output: String

  @OptionGroup var hypervisor: HypervisorOption

  func run() throws {
    let image = try hypervisor.load(for: scenario)
    let file = try bootableFile(try checkedScenario(scenario, for: image), hypervisor: image)
    do {
      try Data(file.bytes).write(to: URL(filePath: output), options: .atomic)
    } catch {
      report("martlet: \(output) cannot be written: \(error.localizedDescription)")
      throw ExitCode(.wrongInput)
    }
    let size = (file.bytes.count + 1023) / 1024
    print("\(output): \(size) KiB, \(file.plan.virtualMachines.count) VMs")
  }
}
