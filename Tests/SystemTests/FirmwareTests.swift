import Machine
import Testing

extension SystemTests {
  /// Boot loaders that run from the flash window.
  @Suite struct FirmwareTests {
    private func type(_ text: String) -> RunStep {
      .send(machine: "firmware", bytes: [UInt8](text.utf8))
    }

    private func shows(_ text: String) -> RunStep { .expect(machine: "firmware", text: text) }

    private func scenario(_ file: String, memory: String, mode: String) -> String {
      """
      name: firmware
      board: qemu-virt
      console: { mode: \(mode) }
      vms:
        - name: firmware
          memory: \(memory)
          payload: { flash: "cache:guests/\(file)" }
      """
    }

    @Test func uBootAnswersAtItsPrompt() throws {
      _ = try SystemRun(
        "u-boot", scenario("u-boot/u-boot.bin", memory: "128MiB", mode: "raw"),
        steps: [
          // Its own `version` names the compiler, which its banner does not.
          shows("Hit any key to stop autoboot"), type(" "), shows("=> "), type("version\r"),
          shows("aarch64-linux-gnu-gcc"), shows("=> "),
        ]
      ).requireSuccess()
    }

    @Test func edk2ReachesItsShell() throws {
      _ = try SystemRun(
        "edk2", scenario("edk2/QEMU_EFI.fd", memory: "256MiB", mode: "raw"),
        steps: [
          shows("UEFI Interactive Shell"), shows("Shell> "), type("ver\r"),
          shows("UEFI v2"), shows("Shell> "),
        ]
      ).requireSuccess()
    }
  }
}
