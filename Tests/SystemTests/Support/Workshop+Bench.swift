import Bench
import Foundation
import Machine
import Scenario

extension Workshop {
  /// The benchmark of what was built, or of another image with the same symbols.
  static func bench(hypervisor image: HypervisorImage? = nil) throws -> Bench {
    let guest = build.appending(path: "guests/bench")
    return Bench(
      files: .init(
        hypervisor: try image ?? hypervisor(),
        hypervisorSymbols: build.appending(path: "martlet.elf").path,
        traced: try Workshop.hypervisor(.traced),
        tracedSymbols: build.appending(path: "trace/martlet.elf").path,
        sharing: try HypervisorImage(
          [UInt8](Data(contentsOf: build.appending(path: "sharing/martlet.bin")))),
        sharingSymbols: build.appending(path: "sharing/martlet.elf").path,
        guest: guest.path + ".bin",
        guestSymbols: guest.path + ".elf",
        xen: locator.url(for: "cache:guests/xen/xen").path,
        programs: Program.path.deletingLastPathComponent()),
      emulator: try Emulator.find())
  }
}
