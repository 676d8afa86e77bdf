import Machine
import Testing

extension SystemTests {
  /// A device of the board that is one VM's own: the PL061 GPIO controller, whose line 3 is the board's
  /// power button.
  @Suite struct PassthroughTests {
    private static func scenario(interrupts: String) -> String {
      """
      name: passthrough
      board: { name: qemu-virt, cpus: 3 }
      vms:
        - name: owner
          cpus: [1]
          interrupts: \(interrupts)
          memory: 192MiB
          passthrough: [gpio]
          payload: &debian
            linux: cache:guests/debian-6.12/Image
            initrd: cache:guests/initramfs/busybox.cpio.gz
            arguments: console=ttyAMA0
        - name: other
          cpus: [2]
          memory: 192MiB
          payload: *debian
      """
    }

    private static let presses = 3

    private static func shows(_ machine: String, _ text: String) -> RunStep {
      .expect(machine: machine, text: text)
    }

    /// A command at the next prompt. What is expected of it must not stand in it: it is echoed.
    private static func command(_ machine: String, _ text: String) -> [RunStep] {
      [
        shows(machine, "martlet-guest# "),
        .send(machine: machine, bytes: [UInt8]((text + "\r").utf8)),
      ]
    }

    /// One life of the owner. The controller's identification, a pin that is driven and read back, and
    /// the button: every press is one interrupt, told once the line is low again.
    private static let life: [RunStep] =
      command("owner", "cat /sys/bus/amba/devices/9030000.pl061/id")
      + [shows("owner", "00041061")]
      + command("owner", "cd /sys/class/gpio; b=$(cat gpiochip*/base)")
      + command("owner", "echo $b >export; cd gpio$b; echo low >direction; cat value >/tmp/a")
      + command("owner", "echo 1 >value; echo pin $(cat /tmp/a direction value)")
      + [shows("owner", "pin 0 out 1")]
      + command("owner", "p=$((b + 3)); cd ..; echo $p >export; cd gpio$p; echo rising >edge")
      + command("owner", "c() { awk '/gpiolib/ { print $2 }' /proc/interrupts; }")
      + command("owner", "w() { until [ $(c) = $1 ] && [ $(cat value) = 0 ]; do :; done; }")
      + command(
        "owner", "for i in $(seq 0 \(presses)); do w $i; echo presses: $(c); done")
      + (0...presses).map { shows("owner", "presses: \($0)") }

    /// When the button is to be pressed in one life, which is what the sends stand for.
    private static let pressing = (0..<presses).flatMap { count in
      [shows("owner", "presses: \(count)"), RunStep.send(machine: "owner", bytes: [])]
    }

    /// The same device from beside: the last word of its registers, and its direction register.
    private static let neighbour =
      command("other", "devmem 0x09030ffc; echo read $?")
      + [shows("other", "Bus error"), shows("other", "read 135")]
      + command("other", "devmem 0x09030400 8 0xff; echo written $?")
      + [shows("other", "Bus error"), shows("other", "written 135")]
      + command("other", "echo chips $(ls /sys/class/gpio | grep -c chip)")
      + [shows("other", "chips 0")]

    @Test(arguments: ["virtual", "{ direct: fiq }", "{ direct: doorbell }"])
    func oneVMHasTheDeviceAndItsInterrupt(interrupts: String) throws {
      let name = "passthrough-\(interrupts.filter(\.isLetter))"
      let button = try PowerButton(name)
      defer { button.remove() }
      var run = SystemRun(
        name, Self.scenario(interrupts: interrupts),
        steps: Self.life + Self.command("owner", "reboot -f") + Self.life + Self.neighbour)
      run.extraArguments = button.arguments
      var finger = RunScript(steps: Self.pressing + Self.pressing)
      run.onOutput = { bytes in
        let line = String(decoding: bytes, as: UTF8.self)
        guard line.hasPrefix("[owner] ") else { return }
        for _ in finger.see(String(line.dropFirst(8).dropLast()), from: "owner") {
          try? button.press()
        }
      }
      let result = try run.requireSuccess()
      let owner = try #require(result.report["owner"])
      #expect(owner.starts == 2 && owner.resets == 1)
      func count(_ cause: String, in machine: String) -> UInt64 {
        result.report[machine]?.virtualCPUs.flatMap(\.causes).filter { $0.name == cause }
          .reduce(0) { $0 + $1.count } ?? 0
      }
      // A `direct` VM takes the interrupts without the hypervisor.
      let passed = count("irq", in: "owner")
      #expect(interrupts == "virtual" ? passed >= 2 * Self.presses : passed == 0)
      #expect(count("data-abort", in: "other") == 2)
    }
  }
}
