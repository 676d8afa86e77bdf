import Machine
import Testing

extension SystemTests {
  /// What `on_failure` says, for a guest that crashes at once.
  @Suite struct FailureTests {
    private func scenario(_ reaction: String) -> String {
      """
      name: failure
      board: { name: qemu-virt, cpus: 3 }
      vms:
        - name: crash
          cpus: [1]
          on_failure: \(reaction)
          memory: 16MiB
          payload: { linux: ../build/guests/attacker.bin, arguments: "mode=crash" }
        - name: other
          cpus: [2]
          memory: 16MiB
          payload:
            linux: ../build/guests/control.bin
            arguments: "ticks=1000 period-us=1000 end=loop"
      """
    }

    /// Until the other VM has measured once more after the crash.
    private func run(_ name: String, _ reaction: String) throws -> RunResult {
      try SystemRun(
        name, scenario(reaction),
        steps: [
          .expect(machine: RunStep.hypervisor, text: "vm crash failed and stays off"),
          .expect(machine: "other", text: "frequency="),
          .expect(machine: "other", text: "frequency="),
        ]
      ).requireSuccess()
    }

    @Test func stop() throws {
      let result = try run("failure-stop", "stop")
      #expect(result.report["crash"]?.state == "failed")
      #expect(result.report["crash"]?.starts == 1)
      #expect(result.report["other"]?.state == "off")
      #expect(result.report["other"]?.starts == 1)
    }

    @Test func restartUpToTheLimit() throws {
      let result = try run("failure-restart", "{ restart: { limit: 3 } }")
      #expect(result.report["crash"]?.state == "failed")
      #expect(result.report["crash"]?.starts == 4)
      #expect(result.lines(of: "crash").filter { $0.contains("attacker: boot") }.count == 4)
      #expect(result.report["other"]?.starts == 1)
    }

    /// Nothing is expected, so nobody asks for the power-off but the hypervisor.
    @Test func haltMachine() throws {
      let result = try SystemRun("failure-halt", scenario("halt-machine")).start()
      #expect(result.outcome == .done, "\(result.lines)")
      #expect(result.hypervisorLines.contains("vm crash failed and halts the machine"))
      #expect(result.report["crash"]?.state == "failed")
      #expect(result.report["other"]?.state == "off")
    }
  }
}
