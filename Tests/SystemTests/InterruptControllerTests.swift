import Foundation
import Machine
import Testing

extension SystemTests {
  /// The `gic` guest's questions, with a real GICv3 (as real as QEMU's) for reference.
  @Suite struct InterruptControllerTests {
    @Test func everyAnswerIsThatOfBareHardware() throws {
      let guest = Workshop.build.appending(path: "guests/gic.bin").path
      let bare = try BareBoot.start(
        "gic-bare",
        arguments: [
          "-M", "virt,gic-version=3", "-cpu", "cortex-a72", "-smp", "2", "-m", "256",
          "-nic", "none", "-display", "none", "-monitor", "none", "-serial", "stdio",
          "-no-reboot", "-kernel", guest,
        ])
      let reference = bare.lines.map(\.text).filter { $0.hasPrefix("gic: ") }
      #expect(reference.count > 80 && reference.last == "gic: done", "\(reference)")

      let scenario = """
        name: gic
        board: { name: qemu-virt, cpus: 3 }
        vms:
          - name: gic
            cpus: [1, 2]
            memory: 256MiB
            payload: { linux: ../build/guests/gic.bin }
            expect: ["gic: done"]
        """
      let result = try SystemRun("gic", scenario).requireSuccess()
      let answers = result.lines(of: "gic").filter { $0.hasPrefix("gic: ") }
      for (answer, expected) in zip(answers, reference) { #expect(answer == expected) }
      #expect(answers.count == reference.count)
    }
  }
}
