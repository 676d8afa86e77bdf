import Machine

/// VMs of the tests' scenarios, as items of the list `vms`, and what is typed to their guests.
enum GuestText {
  /// The board and its pools, for VMs that move between them.
  static let fourPools = """
    board: { name: qemu-virt, cpus: 6 }
    pools:
      - { name: general, cpus: [0, 1], scheduler: fair }
      - { name: urgent, cpus: [2], scheduler: fixed-priority }
      - { name: single, cpus: [3, 4] }
      - { name: realtime, cpus: [5] }
    """

  /// Debian's kernel with a shell; `keys`: more of the VM's keys, each line with four spaces in front.
  static func linux(
    _ name: String, cpus: Int, words: String = "", kernel: String = "debian-6.12",
    initramfs: String = "busybox", keys: [String] = []
  ) -> String {
    """
      - name: \(name)
        vcpus: \(cpus)
        memory: 192MiB\(lines(keys))
        payload:
          linux: cache:guests/\(kernel)/Image
          initrd: cache:guests/initramfs/\(initramfs).cpio.gz
          arguments: "console=ttyAMA0 \(words)"
        expect: ["linux ready, \(cpus) cpus"]
    """
  }

  /// The initramfs of `linux` with the programs for guests in it.
  static let toolsRamdisk = "../build/tools/initramfs.cpio.gz"

  /// The same kernel on one vCPU, with the programs for guests.
  static func tools(
    _ name: String, words: String = "", keys: [String] = [], memory: String = "192MiB",
    initrd: String = toolsRamdisk
  ) -> String {
    """
      - name: \(name)
        vcpus: 1
        memory: \(memory)\(lines(keys))
        payload:
          linux: cache:guests/debian-6.12/Image
          initrd: \(initrd)
          arguments: "console=ttyAMA0 \(words)"
        expect: ["linux ready, 1 cpus"]
    """
  }

  /// `program`: the file's name without its ending.
  static func bare(
    _ name: String, cpus: Int = 1, _ program: String, _ arguments: String, keys: [String] = []
  ) -> String {
    """
      - name: \(name)
        vcpus: \(cpus)
        memory: 16MiB\(lines(keys))
        payload: { linux: ../build/guests/\(program).bin, arguments: "\(arguments)" }
    """
  }

  /// `control` in `direct` mode in a pool that binds: it counts its exits for ever.
  static func control(pool: String, ticks: Int) -> String {
    bare(
      "control", "control", "ticks=\(ticks) period-us=1000 end=loop",
      keys: ["pool: \(pool)", "interrupts: direct"])
  }

  private static func lines(_ keys: [String]) -> String {
    keys.map { "\n    \($0)" }.joined()
  }

  static func prompt(of name: String) -> RunStep {
    .expect(machine: name, text: "martlet-guest# ")
  }

  static func type(_ line: String, to name: String) -> RunStep {
    .send(machine: name, bytes: [UInt8]("\(line)\r".utf8))
  }

  /// Types a command at the prompt; it answers with these texts, in their order, and this exit code.
  static func command(
    _ line: String, _ texts: [String], code: Int = 0, in name: String
  ) -> [RunStep] {
    [prompt(of: name), type("\(line); echo code $((0))-$?", to: name)]
      + (texts + ["code 0-\(code)"]).map { .expect(machine: name, text: $0) }
  }

  /// The kernel's own complaints; the prompt comes first.
  static func calm(_ name: String) -> [RunStep] {
    let look = "dmesg | grep -ciE 'oops|bug:|panic|stall|lockup|unexpected|spurious'"
    return [
      prompt(of: name), type("echo complaints $(\(look))", to: name),
      .expect(machine: name, text: "complaints 0"),
    ]
  }

  /// Starts Support/initramfs/verify, which checks its machine until `verified`.
  static func verify(_ name: String) -> [RunStep] {
    [prompt(of: name), type("verify &", to: name)]
  }

  /// Each of two workers has checked its machine once more.
  static func goesOn(_ name: String) -> [RunStep] {
    ["0", "1", "0", "1"].map { .expect(machine: name, text: "verify: worker \($0) round") }
  }

  /// Nothing was wrong, and the kernel has nothing to say either.
  static func verified(_ name: String) -> [RunStep] {
    [
      type("touch /tmp/enough", to: name), .expect(machine: name, text: "verify: finished wrong 0"),
      type("", to: name),
    ] + calm(name)
  }
}
