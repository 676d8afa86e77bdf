import Machine
import Testing

extension SystemTests {
  /// Guests that take their interrupts themselves.
  @Suite struct DirectTests {
    /// Nothing but the guests: whatever exits they have are the hypervisor's own fault.
    @Test func bothVariantsTakeTenThousandInterruptsWithoutAnExit() throws {
      let scenario = """
        name: direct
        board: qemu-virt
        vms:
          - name: fiq
            cpus: [1]
            interrupts: { direct: fiq }
            memory: 16MiB
            payload: &control
              linux: ../build/guests/control.bin
              arguments: "ticks=10000 period-us=1000"
          - name: doorbell
            cpus: [2]
            interrupts: { direct: doorbell }
            memory: 16MiB
            payload: *control
        """
      let result = try SystemRun(
        "direct-alone", scenario,
        steps: ["fiq", "doorbell"].map { .expect(machine: $0, text: "frequency=") }
      ).requireSuccess()
      for name in ["fiq", "doorbell"] { expectNoExits(result, name) }
    }
  }
}

/// The `control` guest's figures: all of its windows, each without an exit.
func expectNoExits(
  _ result: RunResult, _ name: String, ticks: Int = 10_000, windows: Int = 1,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  result.expectNoExits(of: name, windows: windows, sourceLocation: sourceLocation)
  for line in result.windows(of: name) {
    #expect(line.contains("ticks=\(ticks) "), "\(name): \(line)", sourceLocation: sourceLocation)
  }
  let lines = result.lines(of: name)
  #expect(
    lines.contains { $0.contains("control: pmr ok") }, "\(name): \(lines)",
    sourceLocation: sourceLocation)
}
