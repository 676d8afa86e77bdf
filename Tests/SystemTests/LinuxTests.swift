import Machine
import Testing

extension SystemTests {
  /// Debian's kernels as they come.
  @Suite struct LinuxTests {
    static func scenario(
      kernel: String = "debian-6.12", initramfs: String = "busybox", cpus: Int, words: String = "",
      processor: String = "cortex-a72"
    ) -> String {
      """
      name: linux
      board: { name: qemu-virt, cpus: \(cpus), cpu: \(processor) }
      vms:
        - name: linux
          vcpus: \(cpus)
          memory: 192MiB
          payload:
            linux: cache:guests/\(kernel)/Image
            initrd: cache:guests/initramfs/\(initramfs).cpio.gz
            arguments: "console=ttyAMA0 \(words)"
          expect: ["linux ready, \(cpus) cpus"]
      """
    }

    static let prompt = RunStep.expect(machine: "linux", text: "martlet-guest# ")
    static let off = RunStep.expect(machine: RunStep.hypervisor, text: "vm linux off")

    static func shows(_ text: String) -> RunStep { .expect(machine: "linux", text: text) }

    static func type(_ text: String) -> RunStep {
      .send(machine: "linux", bytes: [UInt8]((text + "\r").utf8))
    }

    @Test func debian612OnFourCPUsAnswersAndPowersOff() throws {
      let result = try SystemRun(
        "linux-6.12", Self.scenario(cpus: 4),
        steps: [
          Self.prompt, Self.type("echo answer $((6 * 7))"), Self.shows("answer 42"),
          // Each CPU has taken timer interrupts and interrupts from the others.
          Self.prompt, Self.type("grep -cE '^(IPI0|.*arch_timer)' /proc/interrupts"),
          Self.shows("2"),
          Self.prompt, Self.type("poweroff -f"), Self.shows("reboot: Power down"), Self.off,
        ]
      ).requireSuccess()
      let machine = try #require(result.report["linux"])
      #expect(machine.starts == 1 && machine.resets == 0)
      for cpu in machine.virtualCPUs {
        let kicks = cpu.causes.first { $0.name == "kick" }?.count ?? 0
        let timer = cpu.causes.first { $0.name == "timer" }?.count ?? 0
        #expect(kicks > 0 && timer > 0, "vCPU \(cpu.index): \(cpu.causes)")
      }
      #expect(machine.virtualCPUs.count == 4)
    }

    @Test func debian612RebootsAndComesUpAgain() throws {
      let ready = Self.shows("linux ready, 2 cpus")
      let result = try SystemRun(
        "linux-reboot", Self.scenario(cpus: 2),
        steps: [
          ready, Self.prompt, Self.type("reboot -f"), ready, Self.prompt,
          Self.type("reboot -f"), ready, Self.prompt, Self.type("poweroff -f"), Self.off,
        ]
      ).requireSuccess()
      let machine = try #require(result.report["linux"])
      #expect(machine.starts == 3 && machine.resets == 2)
    }

    @Test func preemptRTRunsCyclictest() throws {
      let result = try SystemRun(
        "linux-6.12-rt",
        Self.scenario(
          kernel: "debian-6.12-rt", initramfs: "rt", cpus: 2,
          words: "martlet.run=cyclictest martlet.after=poweroff"),
        steps: [
          Self.shows("T: 0"), Self.shows("T: 1"), Self.shows("cyclictest done max="), Self.off,
        ]
      ).requireSuccess()
      #expect(result.report["linux"]?.starts == 1)
    }

    @Test func debian61Works() throws {
      _ = try SystemRun(
        "linux-6.1",
        Self.scenario(
          kernel: "debian-6.1", cpus: 2,
          words: "martlet.run=load martlet.seconds=2 martlet.after=poweroff"),
        steps: [Self.shows("load finished"), Self.shows("reboot: Power down"), Self.off]
      ).requireSuccess()
    }

    /// Pointer authentication, branch targets, 48 bits of physical addresses and more are there.
    @Test func theLargestProcessorModelWorks() throws {
      _ = try SystemRun(
        "linux-cpu-max", Self.scenario(cpus: 2, processor: "max"),
        steps: [
          Self.prompt, Self.type("grep -c 'paca pacg.* bti' /proc/cpuinfo"), Self.shows("2"),
          Self.prompt, Self.type("poweroff -f"), Self.off,
        ]
      ).requireSuccess()
    }
  }
}
