import Foundation
import Machine
import Testing

extension SystemTests {
  /// A VM that runs the machine: `martletctl` in Debian's Linux.
  @Suite struct ControlTests {
    private static func scenario(pools: String) -> String {
      """
      name: control
      board: { name: qemu-virt, cpus: 3 }
      \(pools)
      vms:
      \(GuestText.tools("linux", keys: ["role: service"]))
      \(GuestText.bare(
        "worker", "control", "ticks=1000 period-us=1000 end=loop",
        keys: ["managed: [observe, pause, restart]"]))
      \(GuestText.bare("alone", "control", "ticks=1000 period-us=1000 end=loop"))
      """
    }

    /// Types a command; it answers with these texts, in their order, and this exit code.
    private static func command(_ line: String, _ texts: String..., code: Int) -> [RunStep] {
      GuestText.command(line, texts, code: code, in: "linux")
    }

    private static let refusal = "not done: the scenario does not let this VM do that"

    /// With a core for each, and with one for all of them.
    @Test(arguments: ["bind", "fair"])
    func linuxRunsTheMachineAsFarAsItIsLet(scheduler: String) throws {
      let look =
        Self.command("martletctl list", "starts", "worker", "running", code: 0)
        + Self.command("martletctl info worker", "16", code: 0)
        + Self.command("martletctl vcpu", "worker", code: 0)
        + Self.command("martletctl top", "worker", code: 0)
        + Self.command("martletctl names vm", "worker", code: 0)
        + Self.command(
          "martletctl completion fish | head -n 1", "complete -c martletctl", code: 0)
      let pause =
        Self.command("martletctl pause worker", "done", code: 0)
        + Self.command("martletctl list", "worker", "paused", code: 0)
        + Self.command("martletctl pause worker", "not done: the VM is paused", code: 3)
        + Self.command("martletctl resume worker", "done", code: 0)
        + Self.command("martletctl list", "worker", "running", code: 0)
      let restart =
        Self.command("martletctl restart worker", "done", code: 0)
        + [
          .meet(machine: "linux", point: "restarted"), .meet(machine: "worker", point: "restarted"),
          .expect(machine: "worker", text: "control: ticks="),
        ]
      let refuse =
        Self.command("martletctl stop worker", Self.refusal, code: 3)
        + Self.command("martletctl destroy worker", Self.refusal, code: 3)
        + Self.command("martletctl restart '#2'", Self.refusal, code: 3)
        + Self.command("martletctl restart '#0'", Self.refusal, code: 3)
        + Self.command("martletctl restart nobody", "here goes a VM", code: 1)
        + Self.command("martletctl health", "nothing went wrong", code: 0)
      let events =
        Self.command("martletctl events", "paused", "resumed", "restarts", "started", code: 0)
        + Self.command("insmod /lib/modules/uio.ko", code: 0)
        + Self.command("insmod /lib/modules/uio_pci_generic.ko", code: 0)
        + Self.command(
          "echo 1af4 10f0 > /sys/bus/pci/drivers/uio_pci_generic/new_id", code: 0)
        + Self.command("ls /sys/class/uio", "uio0", code: 0)
      let result = try SystemRun(
        "control-\(scheduler)",
        Self.scenario(
          pools: scheduler == "bind"
            ? "" : "pools: [{ name: one, cpus: [0], scheduler: \(scheduler) }]"),
        steps: look + pause + restart + refuse + events + GuestText.calm("linux")
      ).requireSuccess()
      #expect(result.lines(of: "alone").contains { $0.hasPrefix("control: ticks=") })
    }

    /// Events come by interrupt, while another program asks.
    @Test func whoFollowsSeesWhatOthersDo() throws {
      let bind =
        Self.command("insmod /lib/modules/uio.ko", code: 0)
        + Self.command("insmod /lib/modules/uio_pci_generic.ko", code: 0)
        + Self.command("echo 1af4 10f0 > /sys/bus/pci/drivers/uio_pci_generic/new_id", code: 0)
      let follow =
        [
          GuestText.prompt(of: "linux"),
          GuestText.type("martletctl events --follow >/tmp/events &", to: "linux"),
        ]
        + Self.command(
          "until grep -q started /tmp/events; do sleep 1; done; sleep 1", code: 0)
        + Self.command("martletctl pause worker", "done", code: 0)
        + Self.command("martletctl resume worker", "done", code: 0)
        + Self.command(
          "until grep -q resumed /tmp/events; do sleep 1; done; grep -c paused /tmp/events", "1",
          code: 0)
        + Self.command("grep -c uio_pci_generic /proc/interrupts", "1", code: 0)
      _ = try SystemRun(
        "control-followed", Self.scenario(pools: ""),
        steps: bind + follow + GuestText.calm("linux")
      ).requireSuccess()
    }

    /// A service VM that writes anything into registers, bus and rings gets answers, and harms nobody.
    @Test func whoMisusesTheDeviceHarmsNobody() throws {
      let scenario = """
        name: misuse
        board: { name: qemu-virt, cpus: 3 }
        pools: [{ name: own, cpus: [0, 1, 2] }]
        vms:
          - name: attacker
            pool: own
            role: service
            memory: 30MiB
            payload: { linux: ../build/guests/attacker.bin, arguments: "mode=bus" }
        \(GuestText.bare(
          "worker", "control", "ticks=1000 period-us=1000 end=loop",
          keys: ["pool: own", "managed: [observe, console]"]))
        \(GuestText.control(pool: "own", ticks: 1000))
        reserve: { memory: 2MiB, vms: 1, given: 8MiB }
        """
      let result = try SystemRun(
        "control-misused", scenario,
        steps: [
          .expect(machine: "attacker", text: "attacker: rings linked="),
          .expect(machine: "attacker", text: "attacker: done"),
          .meet(machine: "attacker", point: "done"), .meet(machine: "worker", point: "done"),
          .meet(machine: "control", point: "done"),
          .expect(machine: "worker", text: "control: ticks="),
          .expect(machine: "control", text: "control: ticks="),
        ]
      ).requireSuccess()
      let lines = result.lines(of: "attacker")
      #expect(!lines.contains { $0.contains("unexpected") }, "\(lines)")
      let rings = try #require(lines.first { $0.hasPrefix("attacker: rings") })
      #expect(!rings.contains("=0"), "\(rings)")
      result.expectNoExits(of: "control")
    }

    /// `martlet ctl` on the host, where nobody sits at a terminal.
    @Test func theHostRunsItThroughLinux() async throws {
      let path = FileManager.default.temporaryDirectory
        .appendingPathComponent("martlet-\(UUID().uuidString)").path
      let machine = Task.detached {
        var run = SystemRun("control-host", Self.scenario(pools: ""))
        run.controlPath = path
        return try run.requireSuccess()
      }
      func ask(_ words: String..., seconds: Int = 60) throws -> RemoteAnswer {
        let answer = try RemoteClient.ask(RemoteCommand(words, seconds: seconds), at: path)
        #expect(answer.problem == nil)
        return answer
      }
      // Until Linux is at its prompt.
      var isUp = false
      for _ in 0..<60 where !isUp {
        let answer = try? RemoteClient.ask(RemoteCommand(["list"], seconds: 10), at: path)
        isUp = answer?.status == 0
        if !isUp { try await Task.sleep(for: .seconds(2)) }
      }
      #expect(isUp)
      #expect(try ask("pause", "worker") == RemoteAnswer(output: "done\n", status: 0))
      #expect(try ask("list").output.contains("paused"))
      #expect(try ask("stop", "worker").status == 3)
      #expect(try ask("lost", "it's").status == 1)
      let output = try ask("list", "--json").output
      let list = try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [[String: Any]]
      #expect(list?.map { $0["name"] as? String } == ["worker"])
      #expect(list?.first?["state"] as? String == "paused")
      #expect(try RemoteClient.ask(RemoteCommand([], powersOff: true), at: path).status == 0)
      let result = try await machine.value
      #expect(result.report["worker"]?.state == "off")
      #expect(!FileManager.default.fileExists(atPath: path))
    }
  }
}
