internal import ArgumentParser
internal import Bench
internal import Foundation
internal import Machine
internal import Scenario

/// What the benchmark runs, as built by `scripts/image` and fetched by `scripts/setup --bench`.
struct BenchFiles: ParsableArguments {
  @OptionGroup var hypervisor: HypervisorOption

  func bench() throws -> Bench {
    let image = try hypervisor.load()
    func file(_ name: String) throws -> String {
      guard let path = BuildFolder.find(name) else {
        report("martlet: there is no build/\(name); build it with `scripts/image`")
        throw ExitCode(.missing)
      }
      return URL(filePath: path).path
    }
    // The ELF lies beside the flat image.
    let symbols = hypervisor.path.map { URL(filePath: $0).deletingPathExtension().path + ".elf" }
    let guest = try file("guests/bench.bin")
    return try Bench(
      files: .init(
        hypervisor: image, hypervisorSymbols: try symbols ?? file("martlet.elf"),
        // Beside an image that was named there is none of the same build.
        traced: hypervisor.path == nil && BuildFolder.find("trace/martlet.bin") != nil
          ? HypervisorOption.load(nil, .traced) : nil,
        tracedSymbols: BuildFolder.find("trace/martlet.elf") ?? "build/trace/martlet.elf",
        sharing: hypervisor.path == nil && BuildFolder.find("sharing/martlet.bin") != nil
          ? HypervisorOption.load(nil, .sharing) : nil,
        sharingSymbols: BuildFolder.find("sharing/martlet.elf") ?? "build/sharing/martlet.elf",
        guest: guest,
        guestSymbols: try file("guests/bench.elf"),
        xen: FileLocator(scenario: guest).url(for: "cache:guests/xen/xen").path,
        programs: Bundle.main.executableURL?.resolvingSymlinksInPath().deletingLastPathComponent()
          ?? URL(filePath: ".")),
      emulator: try Emulator.find())
  }
}
