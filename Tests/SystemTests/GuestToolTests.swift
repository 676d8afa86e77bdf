import Machine
import Testing

extension SystemTests {
  /// The programs that run inside guests, in Debian's Linux.
  @Suite struct GuestToolTests {
    private static let scenario = """
      name: tools
      board: { name: qemu-virt, cpus: 1 }
      vms:
      \(GuestText.tools("linux"))
      """

    @Test func martletctlSaysThatThereIsNoDevice() throws {
      _ = try SystemRun(
        "martletctl", Self.scenario,
        steps: [
          LinuxTests.prompt, LinuxTests.type("martletctl --version; echo code $((0))-$?"),
          LinuxTests.shows("martletctl, control device version 1.4"), LinuxTests.shows("code 0-0"),
          LinuxTests.prompt, LinuxTests.type("martletctl list; echo code $((0))-$?"),
          LinuxTests.shows("martletctl: this machine has no control device"),
          LinuxTests.shows("code 0-2"),
          LinuxTests.prompt, LinuxTests.type("martletctl help | grep -c 'vm move VM POOL'"),
          LinuxTests.shows("1"),
          LinuxTests.prompt, LinuxTests.type("poweroff -f"), LinuxTests.off,
        ]
      ).requireSuccess()
    }
  }
}
