import Machine
import Testing

extension SystemTests {
  /// Exactly zero exits over 10,000 timer interrupts, in both variants, whatever a Linux beside does.
  @Suite struct BesideLinuxTests {
    enum Occupation: String, CaseIterable, Sendable {
      case load, flood, reboot

      var words: String {
        switch self {
        case .load: "martlet.run=load"
        case .flood: "martlet.run=flood"
        case .reboot: "martlet.after=reboot"
        }
      }

      /// What shows that it was at it all the time.
      var signs: [String] {
        switch self {
        case .load: ["worker 0 round 1", "worker 1 round 1"]
        case .flood: ["flood 100 ", "flood 500 "]
        case .reboot: ["linux ready", "linux ready", "linux ready"]
        }
      }
    }

    @Test(arguments: Occupation.allCases) func nothingIsNoticed(occupation: Occupation) throws {
      let scenario = """
        name: beside
        board: { name: qemu-virt, cpus: 4 }
        vms:
          - name: linux
            cpus: [0, 3]
            memory: 192MiB
            payload:
              linux: cache:guests/debian-6.12/Image
              initrd: cache:guests/initramfs/busybox.cpio.gz
              arguments: "console=ttyAMA0 \(occupation.words)"
            expect: ["linux ready, 2 cpus"]
          - name: fiq
            cpus: [1]
            interrupts: { direct: fiq }
            memory: 16MiB
            payload: &control
              linux: ../build/guests/control.bin
              arguments: "ticks=10000 period-us=1000 end=loop"
          - name: doorbell
            cpus: [2]
            interrupts: { direct: doorbell }
            memory: 16MiB
            payload: *control
        """
      let result = try SystemRun(
        "beside-\(occupation.rawValue)", scenario,
        steps: occupation.signs.map { .expect(machine: "linux", text: $0) }
          + ["fiq", "doorbell"].map { .expect(machine: $0, text: "frequency=") }
      ).requireSuccess()
      for name in ["fiq", "doorbell"] {
        expectNoExits(result, name)
        #expect(result.report[name]?.starts == 1)
      }
      if occupation == .reboot { #expect((result.report["linux"]?.resets ?? 0) >= 2) }
    }
  }
}
