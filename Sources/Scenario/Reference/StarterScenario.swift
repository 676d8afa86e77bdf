/// What `martlet new` writes: a scenario that works as it is, with every common key explained.
public enum StarterScenario {
  /// `name` becomes the scenario's name; anything that is no plain name becomes `machine`.
  public static func text(name: String) -> String {
    let isPlain =
      name.first?.isLetter == true && name.count <= CheckingPass.longestName
      && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_".contains($0)) }
    return """
      # A Martlet scenario. `martlet check`, `martlet explain`, `martlet build` and `martlet run` take
      # this file. Every key is described in docs/scenario.md.
      name: \(isPlain ? name : "machine")

      # The board. A plain `board: qemu-virt` has 4 cores and 2GiB.
      board: { name: qemu-virt, cpus: 4, memory: 2GiB }

      # Groups of cores. In a `bind` pool every vCPU owns one core.
      pools:
        - { name: general, cpus: [0, 1], scheduler: bind }
        - { name: realtime, cpus: [2, 3], scheduler: bind }

      # How the VMs share the one UART: `lines` puts each line's VM in front of it, `raw` shows one VM
      # as it is. Ctrl-T begins a command to the console, such as switching to another VM.
      console: { mode: lines, focus: linux, escape: ctrl-t }

      vms:
        - name: linux
          pool: general
          vcpus: 2
          memory: 512MiB
          # Paths are relative to this file; `cache:` is where `scripts/setup` puts its downloads.
          payload:
            linux: cache:guests/debian-6.12/Image
            initrd: cache:guests/initramfs/busybox.cpio.gz
            arguments: "console=ttyAMA0 martlet.name=linux"
          # What must appear on the VM's console for `martlet run` to have succeeded.
          expect: ["linux ready, 2 cpus"]

        # A VM that takes its interrupts itself, with no exit to the hypervisor.
        - name: direct
          pool: realtime
          vcpus: 1
          interrupts: direct
          memory: 256MiB
          payload:
            linux: cache:guests/debian-6.12/Image
            initrd: cache:guests/initramfs/busybox.cpio.gz
            arguments: "console=ttyAMA0 martlet.name=direct"
          expect: ["linux ready, 1 cpus"]
          # `stop`, `restart`, `halt-machine`, or with a limit as here.
          on_failure: { restart: { limit: 3 } }

      """
  }
}
