import Machine
import Testing

extension SystemTests {
  /// Every register of EL1 and EL0, from two VMs that write different things into them.
  @Suite struct RegisterTests {
    @Test(arguments: ["cortex-a72", "max"]) func noneReachesTheOtherVM(processor: String) throws {
      // On cores of their own, what could leak does so through EL2; SharedCoreTests has shared ones.
      let scenario = """
        name: registers
        board: { name: qemu-virt, cpu: \(processor) }
        vms:
          - name: a
            cpus: [1]
            memory: 16MiB
            payload: { linux: ../build/guests/registers.bin, arguments: "role=a" }
            expect: ["registers: isolation ok n=1000"]
          - name: b
            cpus: [2]
            memory: 16MiB
            payload: { linux: ../build/guests/registers.bin, arguments: "role=b" }
            expect: ["registers: isolation ok n=1000"]
        """
      let result = try SystemRun("registers-\(processor)", scenario).requireSuccess()
      for name in ["a", "b"] {
        let lines = result.lines(of: name)
        #expect(!lines.contains { $0.contains("FAILED") || $0.contains("unexpected") }, "\(lines)")
      }
    }

    /// The walk alone, and what it finds twice: a restart begins with the same registers.
    @Test func aRestartBeginsWithTheSameRegisters() throws {
      let scenario = """
        name: registers
        board: { name: qemu-virt, cpus: 2 }
        vms:
          - name: walk
            cpus: [1]
            memory: 16MiB
            payload: { linux: ../build/guests/registers.bin, arguments: "end=reset" }
        """
      let done = RunStep.expect(machine: "walk", text: "registers: done ok=")
      let result = try SystemRun("registers-restart", scenario, steps: [done, done])
        .requireSuccess()
      // Counters and what is left of a timer are the time's, not the guest's.
      let lines = result.lines(of: "walk").filter {
        ($0.contains(" class=") || $0.contains("done ")) && !$0.contains(/CNT[PV](CT|_TVAL)_EL0/)
      }
      let count = try #require(lines.firstIndex { $0.contains("done ") }) + 1
      #expect(count > 300 && lines.count >= 2 * count)
      for index in 0..<count where lines.count >= 2 * count {
        #expect(lines[index] == lines[index + count])
      }
    }
  }
}
