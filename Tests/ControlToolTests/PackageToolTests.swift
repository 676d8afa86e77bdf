import Core
import TestSupport
import Testing

@testable import ControlTool

/// `create`, `destroy` and `resources` at the command line.
@Suite struct PackageToolTests {
  /// More than fits behind the rings, and not a whole number of pages.
  private static let package = (0..<500_001).map { UInt8(truncatingIfNeeded: $0 &* 7 >> 3) }

  @Test func aPackageComesOverInPieces() {
    let hypervisor = FakeHypervisor()
    hypervisor.files["/packages/some guest.vm"] = Self.package
    let bytes: [UInt8] = ["create", "/packages/some guest.vm"].flatMap { [UInt8]($0.utf8) + [0] }
    let console = FakeConsole()
    let code = ControlTool.run(bytes.span.raw, console) {
      () throws(ControlFailure) in FakeBoard(hypervisor: hypervisor)
    }
    #expect((code, console.output, console.complaints) == (0, "created created\n", ""))
    #expect(hypervisor.package == Self.package)
    let calls = hypervisor.calls.suffix(5)
    #expect(
      Array(calls) == [
        .beginPackage(size: 500_001), .putPackage(offset: 0, count: 0x3_0000),
        .putPackage(offset: 0x3_0000, count: 0x3_0000),
        .putPackage(offset: 0x6_0000, count: 500_001 - 0x6_0000), .create,
      ])
    #expect(hypervisor.run("info created").code == 0)
  }

  @Test func whatIsRefusedIsForgotten() {
    for status: ManagementStatus in [.otherMachine, .nameIsTaken, .noSlot, .isNoPackage] {
      let hypervisor = FakeHypervisor()
      hypervisor.files["guest.vm"] = Array(Self.package.prefix(5000))
      hypervisor.creation = status
      let result = hypervisor.run("create guest.vm")
      #expect(result == (3, "", "martletctl: not done: \(status.sentence)\n"))
      #expect(hypervisor.package == nil && hypervisor.machines.count == 4)
      let json = hypervisor.run("create guest.vm --json")
      #expect(
        json == (3, "{\"status\":\(status.rawValue),\"message\":\"\(status.sentence)\"}\n", ""))
    }
    let hypervisor = FakeHypervisor()
    hypervisor.files["large.vm"] = [UInt8](repeating: 1, count: 1 << 21)
    #expect(
      hypervisor.run("create large.vm")
        == (
          3, "", "martletctl: not done: the reserve has not so much memory left in one piece\n"
        ))
    #expect(!hypervisor.calls.contains(.create))
  }

  @Test func whatIsNoFileIsSaid() {
    let hypervisor = FakeHypervisor()
    let complaint = "martletctl: the file of the package cannot be read\n"
    #expect(hypervisor.run("create nowhere.vm") == (1, "", complaint))
    hypervisor.files["empty.vm"] = []
    #expect(
      hypervisor.run("create empty.vm")
        == (3, "", "martletctl: not done: this is no VM package, or it is damaged\n"))
    // It goes bad when it is read.
    hypervisor.files["bad.vm"] = [1, 2, 3]
    hypervisor.filesGoBad = true
    #expect(hypervisor.run("create bad.vm") == (1, "", complaint))
    #expect(hypervisor.calls.last == .beginPackage(size: 0))
    for line in ["create", "create a b", "create --json"] {
      #expect(
        hypervisor.run(line)
          == (1, "", "martletctl: behind create goes the file of one VM package\n"), "\(line)")
    }
    let long = String(repeating: "a", count: 600)
    #expect(hypervisor.run("create \(long)").complaints.contains("so long a command"))
  }

  @Test func aDeviceWithoutRoomForPackagesIsSaid() {
    let hypervisor = FakeHypervisor()
    hypervisor.files["guest.vm"] = [1]
    hypervisor.registers = ControlRegisters()
    #expect(
      hypervisor.run("create guest.vm")
        == (3, "", "martletctl: not done: this image cannot do that\n"))
  }

  /// `destroy` waits for the room of a VM that was created, and not for others'.
  @Test func destroyedMeansGone() {
    let hypervisor = FakeHypervisor()
    hypervisor.files["guest.vm"] = [1]
    #expect(hypervisor.run("create guest.vm").code == 0)
    hypervisor.scrubbing = 3
    hypervisor.busy = 2
    let before = hypervisor.time
    #expect(hypervisor.run("destroy created") == (0, "done\n", ""))
    #expect(hypervisor.scrubbing == -1 && hypervisor.time == before + 100_000_000)
    let calls = hypervisor.calls.count
    #expect(hypervisor.run("destroy other") == (0, "done\n", ""))
    #expect(hypervisor.calls.count == calls + 4)
  }

  @Test func resourcesAreShown() {
    let hypervisor = FakeHypervisor()
    #expect(
      hypervisor.run("resources").output == """
        VMs         1 of 2, of at most 4 vCPUs each
        memory      262144 KiB, of VMs 65536, of packages 20, free 196588, in one piece 102400
        frames      17 of 64
        VMIDs       1 2 3 4
        vCPUs       5
        interrupts  0
        bound cores none

        """)
    #expect(
      hypervisor.run("resources --json").output
        == "{\"vms\":2,\"vms-used\":1,\"vcpus-each\":4,\"memory\":268435456,"
        + "\"memory-of-vms\":67108864,\"memory-of-packages\":20480,\"memory-taken\":67129344,"
        + "\"memory-largest-free\":104857600,\"memory-given\":0,\"memory-givable\":0,"
        + "\"frames\":64,\"frames-used\":17,\"vmids-used\":30,\"vcpus\":5,"
        + "\"interrupts\":0,\"bound-cores\":0}\n")
    #expect(hypervisor.run("resources all").code == 1)
  }
}
