import Foundation
import Machine
import Testing

extension SystemTests {
  /// The hypervisor's own faults, provoked by the hooks of the test image: only the VM that was being
  /// served ends, and the epitaph tells what happened where.
  @Suite struct TrapTests {
    enum Hook: Int, CaseIterable, Sendable {
      case overflow = 1
      case bounds, unmapped, stack, locks

      var cause: String {
        switch self {
        case .overflow: "arithmetic overflow"
        case .bounds: "Index out of bounds"
        case .unmapped, .stack: "not a Swift trap"
        case .locks: "precondition failure"
        }
      }

      var function: String {
        switch self {
        case .overflow: "overflow("
        case .bounds: "outOfBounds("
        case .unmapped: "unmapped("
        case .stack: "exhaustStack("
        case .locks: "trapWithLocks("
        }
      }
    }

    @Test func onlyTheVMThatWasServedEnds() throws {
      let hooks = Hook.allCases
      let attackers = hooks.map { hook in
        """
          - name: trap\(hook.rawValue)
            cpus: [\(hook.rawValue + 1)]
            memory: 16MiB
            payload: { linux: ../build/guests/attacker.bin, arguments: "trap=\(hook.rawValue)" }
        """
      }
      let scenario = """
        name: traps
        board: { name: qemu-virt, cpus: 8 }
        vms:
          - name: linux
            cpus: [0, 1]
            memory: 192MiB
            payload:
              linux: cache:guests/debian-6.12/Image
              initrd: cache:guests/initramfs/busybox.cpio.gz
              arguments: console=ttyAMA0
          - name: control
            cpus: [7]
            interrupts: { direct: fiq }
            memory: 16MiB
            payload:
              linux: ../build/guests/control.bin
              arguments: "ticks=1000 period-us=1000 end=loop"
        \(attackers.joined(separator: "\n"))
        """
      var run = SystemRun("traps", scenario)
      run.image = .testHooks
      run.steps =
        hooks.map { hook in
          .expect(machine: "trap\(hook.rawValue)", text: "attacker: boot")
        } + [
          .expect(machine: "linux", text: "martlet-guest# "),
          .send(machine: "linux", bytes: [UInt8]("echo answer $((6 * 7))\r".utf8)),
          .expect(machine: "linux", text: "answer 42"),
          .expect(machine: "control", text: "frequency="),
          .expect(machine: "control", text: "frequency="),
        ]
      let result = try run.requireSuccess()
      for hook in hooks {
        #expect(result.report["trap\(hook.rawValue)"]?.state == "failed")
        #expect(result.report["trap\(hook.rawValue)"]?.starts == 1)
      }
      #expect(result.report["linux"]?.state == "off")
      expectNoExits(result, "control", ticks: 1000)
      let epitaphs = result.hypervisorLines.filter { $0.hasPrefix("epitaph ") }
      #expect(epitaphs.count == hooks.count, "\(epitaphs)")

      try Self.expectStories("traps")
    }

    /// All of them on one core, beside a Linux that goes on there.
    @Test func onlyTheVMThatWasServedEndsOnASharedCore() throws {
      let hooks = Hook.allCases
      let attackers = hooks.map { hook in
        """
          - name: trap\(hook.rawValue)
            memory: 16MiB
            payload: { linux: ../build/guests/attacker.bin, arguments: "trap=\(hook.rawValue)" }
        """
      }
      let scenario = """
        name: shared-traps
        board: { name: qemu-virt, cpus: 1 }
        pools: [{ name: all, cpus: [0], scheduler: fair }]
        vms:
          - name: linux
            memory: 192MiB
            payload:
              linux: cache:guests/debian-6.12/Image
              initrd: cache:guests/initramfs/busybox.cpio.gz
              arguments: console=ttyAMA0
        \(attackers.joined(separator: "\n"))
        """
      var run = SystemRun("shared-traps", scenario)
      run.image = .testHooks
      // In any order.
      run.steps = hooks.map { _ in
        .expect(machine: RunStep.hypervisor, text: "failed and stays off")
      }
      run.steps += [
        .expect(machine: "linux", text: "martlet-guest# "),
        .send(machine: "linux", bytes: [UInt8]("echo answer $((6 * 7))\r".utf8)),
        .expect(machine: "linux", text: "answer 42"),
      ]
      let result = try run.requireSuccess()
      for hook in hooks {
        #expect(result.report["trap\(hook.rawValue)"]?.state == "failed")
        #expect(result.report["trap\(hook.rawValue)"]?.starts == 1)
      }
      let linux = try #require(result.report["linux"])
      #expect(linux.state == "off" && linux.starts == 1 && linux.resets == 0)
      #expect(result.hypervisorLines.filter { $0.hasPrefix("epitaph ") }.count == hooks.count)
      try Self.expectStories("shared-traps")
    }

    /// What the epitaphs of a run that took every hook say of cause and place.
    private static func expectStories(_ run: String) throws {
      let story = try Program.run(
        "symbolize", "--elf", Workshop.build.appending(path: "test-hooks/martlet.elf").path,
        Workshop.logs(run).appending(path: "martlet.log").path)
      #expect(story.status == 0)
      for hook in Hook.allCases {
        #expect(story.output.contains("cause: \(hook.cause)"), "\(story.output)")
        #expect(story.output.contains(hook.function), "\(story.output)")
      }
      #expect(story.output.contains(/TestHooks\.swift:[1-9]/), "\(story.output)")
    }
  }
}
