import Core
import Testing

@testable import ControlTool

/// `memory give` and `memory back` at the command line.
@Suite struct MemoryToolTests {
  private static let runs = [
    AddressRange(start: 0x4800_0000, size: 6 << 20),
    AddressRange(start: 0x5000_0000, size: 2 << 20),
  ]

  private static func machine() -> FakeHypervisor {
    let hypervisor = FakeHypervisor()
    hypervisor.spareMemory = Self.runs
    hypervisor.givable = 64
    return hypervisor
  }

  @Test func itGoesAndComesBack() {
    let hypervisor = Self.machine()
    #expect(hypervisor.run("memory give 8MiB") == (0, "done\n", ""))
    #expect(hypervisor.given == Self.runs && hypervisor.givenUp == Self.runs)
    #expect(hypervisor.run("resources").output.contains("given       8192 KiB of 65536\n"))
    #expect(
      hypervisor.run("resources --json").output.contains(
        "\"memory-given\":8388608,\"memory-givable\":67108864"))
    #expect(hypervisor.run("memory back") == (0, "done\n", ""))
    #expect(hypervisor.given.isEmpty && hypervisor.givenUp.isEmpty)
    // There is nothing to come back.
    #expect(
      hypervisor.run("memory back --json") == (0, "{\"status\":0,\"message\":\"done\"}\n", ""))
  }

  @Test func whatIsUsedStays() {
    let hypervisor = Self.machine()
    _ = hypervisor.run("memory give 8MiB")
    hypervisor.used = [Self.runs[0]]
    #expect(
      hypervisor.run("memory back")
        == (3, "", "martletctl: not done: a VM or its package is in this memory\n"))
    #expect(hypervisor.given == [Self.runs[0]] && hypervisor.givenUp == [Self.runs[0]])
    hypervisor.used = []
    #expect(hypervisor.run("memory back") == (0, "done\n", ""))
  }

  /// All or nothing: what was given before the refusal comes back, and Linux has all of it again.
  @Test func halfOfItIsNotGiven() {
    let hypervisor = Self.machine()
    hypervisor.givings = [.done, .notToGive]
    let sentence = ManagementStatus.notToGive.sentence
    #expect(
      hypervisor.run("memory give 8MiB") == (3, "", "martletctl: not done: \(sentence)\n"))
    #expect(hypervisor.given.isEmpty && hypervisor.givenUp.isEmpty)
    let calls = Array(hypervisor.calls.suffix(4))
    #expect(calls == Self.runs.map { .giveMemory($0) } + Self.runs.map { .takeMemory($0) })
  }

  @Test func whatLinuxHasNotIsSaid() {
    let hypervisor = Self.machine()
    let result = hypervisor.run("memory give 16MiB")
    #expect(result.code == 3 && result.complaints.contains("Linux has not so much memory"))
    hypervisor.movesMemory = true
    let other = hypervisor.run("memory give 8MiB")
    #expect(other.code == 3 && other.complaints.contains("start it with cma=0"))
    #expect(!hypervisor.calls.contains { if case .giveMemory = $0 { true } else { false } })
  }

  @Test(arguments: [
    "memory", "memory give", "memory give 3MiB", "memory give 0MiB", "memory give 64",
    "memory give 64KiB", "memory give MiB", "memory give 64MiB x", "memory back 64MiB",
    "memory give 99999999999GiB", "memory take",
  ]) func whatIsNoSizeIsSaid(line: String) {
    let hypervisor = Self.machine()
    let result = hypervisor.run(line)
    #expect(result.code == 1 && result.complaints.contains("behind memory goes"), "\(result)")
    #expect(hypervisor.givenUp.isEmpty)
  }
}
