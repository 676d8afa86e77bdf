internal import Core
internal import Scheduling

// Every key of a scenario file. Texts here become messages, schema and reference.

extension KeyTable {
  /// All tables, in the order of the reference.
  public static let all: [KeyTable] = [
    scenario, board, console, pool, window, vm, guarding, exits, task, interrupts, payload,
    passthrough, failure, restart, channel, part, standby, reserve, health, faults, reaction,
    heartbeat, machineHealth, machineFaults,
  ]

  public static let scenario = KeyTable(
    "scenario", title: "a scenario",
    meaning: "The whole file: one board and the virtual machines on it.",
    keys: [
      Key(
        "name", .name, required: true,
        meaning:
          "What the scenario is called in what `martlet check` and `martlet explain` print. It stands in"
          + " the bundle; the hypervisor does not print it.",
        example: "name: cockpit"),
      Key(
        "board", .either([.choice(Board.all.map { .init($0.name, $0.summary) }), .table(board)]),
        required: true,
        meaning: "The board this scenario is for, by name or with its settings.",
        example: "board: qemu-virt"),
      Key(
        "console", .table(console), fallback: "line mode, the first VM in focus, Ctrl-T to switch",
        meaning: "How the VMs and the hypervisor share the board's one UART.",
        example: "console: { mode: lines, focus: linux }"),
      Key(
        "pools", .list(of: .table(pool)), fallback: "one `bind` pool `all` with every core",
        meaning: "Named groups of cores. A core is in one pool at most.",
        example: "pools: [{ name: general, cpus: [0, 1, 2] }]"),
      Key(
        "vms", .list(of: .table(vm)), required: true,
        meaning:
          "The virtual machines, 1 to 16. Their order is the order of the console's keys and of the"
          + " report.",
        example: "vms: [{ name: linux, memory: 512MiB, payload: { linux: Image } }]"),
      Key(
        "channels", .list(of: .table(channel)), fallback: "none",
        meaning:
          "Memory that two VMs share, with a doorbell for each; at most \(ChannelPlatform.mostChannels), and"
          + " \(ChannelPlatform.mostEnds) for one VM. See [channels.md](channels.md).",
        example: "channels: [{ name: samples, between: [linux, control], size: 64KiB }]"),
      Key(
        "standby", .list(of: .table(standby)), fallback: "none",
        meaning:
          "Pairs of VMs of which one takes over when the other ends. See [hot-standby.md](hot-standby.md).",
        example: "standby: [{ primary: left, standby: right, channel: state }]"),
      Key(
        "health", .table(machineHealth), fallback: "every fault is logged",
        meaning:
          "What is watched of the machine, and what follows its faults. See [health.md](health.md).",
        example: "health: { bundle_check: 10s, safe_state: [control] }"),
      Key(
        "reserve", .table(reserve), fallback: "nothing",
        meaning:
          "What is kept for VMs that the service VM creates while the machine runs. See"
          + " [vm-packages.md](vm-packages.md).",
        example: "reserve: { memory: 256MiB, vms: 2, vcpus: 2 }"),
    ])

  public static let reserve = KeyTable(
    "reserve", title: "a reserve",
    meaning: "Memory and room for VMs that are created while the machine runs.",
    keys: [
      Key(
        "memory", .size, required: true,
        meaning:
          "Whole blocks of 2MiB, for the memory of all these VMs and for their packages, which stay as"
          + " long as the VMs.",
        example: "memory: 256MiB"),
      Key(
        "vms", .integer(1...CheckedScenario.largestMachineCount - 1), required: true,
        meaning: "How many there can be at a time; at most 16 with those of the scenario.",
        example: "vms: 2"),
      Key(
        "vcpus", .integer(1...8), fallback: "1",
        meaning: "How many vCPUs each of them can have at most.", example: "vcpus: 2"),
      Key(
        "given", .size, fallback: "0",
        meaning:
          "How much of its own memory the service VM can give besides, in whole blocks of 2MiB. See"
          + " [vm-packages.md](vm-packages.md#memory-that-the-service-vm-gives).",
        example: "given: 256MiB"),
    ])

  public static let channel = KeyTable(
    "channel", title: "a channel",
    meaning:
      "Memory that two VMs share, and a doorbell for each. It has a `size` or `parts`, exactly one of them.",
    exactlyOneOf: ["size", "parts"],
    keys: [
      Key(
        "name", .name, required: true,
        meaning: "At most 31 characters; both VMs can read it in the channel's registers.",
        example: "name: samples"),
      Key(
        "between", .list(of: .name), required: true,
        meaning: "The two VMs. The first is end 0 of the channel, the second end 1.",
        example: "between: [linux, control]"),
      Key(
        "size", .size,
        meaning: "The memory, whole pages of 4KiB, that both may read and write.",
        example: "size: 64KiB"),
      Key(
        "parts", .list(of: .table(part)),
        meaning:
          "The memory in up to \(ChannelPlatform.mostParts) parts, one behind the other, each with its"
          + " writers; 64MiB in all at most.",
        example: "parts: [{ size: 4KiB, writer: linux }, { size: 1MiB, writer: control }]"),
    ])

  public static let part = KeyTable(
    "part", title: "a part",
    meaning: "A stretch of a channel's memory. Both VMs can read it.",
    keys: [
      Key(
        "size", .size, required: true, meaning: "Whole pages of 4KiB.", example: "size: 4KiB"),
      Key(
        "writer", .name, fallback: "both",
        meaning: "The one of the two VMs that may write; stores of the other abort in its guest.",
        example: "writer: control"),
    ])

  public static let standby = KeyTable(
    "standby", title: "a pair",
    meaning:
      "Two VMs that do one job. When the primary ends, and the standby has said that it is ready, they change roles,"
      + " pools and shares.",
    keys: [
      Key(
        "primary", .name, required: true, meaning: "The VM that is the primary at boot.",
        example: "primary: left"),
      Key(
        "standby", .name, required: true, meaning: "The VM that stands by for it.",
        example: "standby: right"),
      Key(
        "channel", .name, required: true,
        meaning: "A channel between the two. Its register Role tells each what it is.",
        example: "channel: state"),
    ])

  public static let board = KeyTable(
    "board", title: "a board",
    meaning: "The board and how much of it there is. A plain name takes every setting's default.",
    keys: [
      Key(
        "name", .choice(Board.all.map { .init($0.name, $0.summary) }), required: true,
        meaning: "Which board.", example: "name: qemu-virt"),
      Key(
        "memory", .size, fallback: "2GiB on `qemu-virt`",
        meaning:
          "The board's RAM: what the VMs are placed in and what `martlet run` gives to QEMU. The"
          + " hypervisor refuses a board only where memory of a VM, or its own, lies outside it.",
        example: "memory: 4GiB"),
      Key(
        "cpus", .integer(1...8), fallback: "4 on `qemu-virt`",
        meaning: "How many cores the board has; they are numbered from 0.", example: "cpus: 8"),
      Key(
        "cpu", .choice(Board.all.flatMap(\.processors)),
        fallback: "`cortex-a72` on `qemu-virt`",
        meaning: "The kind of core that `martlet run` asks QEMU for.", example: "cpu: max"),
      Key(
        "idle_state", .integer(0...0xFFFF_FFFF),
        fallback: "the first in the board's device tree that will do, else WFI",
        meaning:
          "How a core sleeps that has nothing to do: the power state for PSCI's CPU_SUSPEND. Only a"
          + " standby state, which keeps registers, and whose timer goes on. For images that share cores.",
        example: "idle_state: 0x0"),
    ])

  public static let console = KeyTable(
    "console", title: "a console",
    meaning: "How the VMs and the hypervisor share the board's one UART.",
    keys: [
      Key(
        "mode", ConsoleMode.kind, fallback: "`lines`", meaning: "How output is shown.",
        example: "mode: raw"),
      Key(
        "focus", .name, fallback: "the first VM",
        meaning: "The VM that gets what is typed, until the escape key switches.",
        example: "focus: linux"),
      Key(
        "escape", .choice(ConsoleEscape.words.map { .init($0, "") }), fallback: "`ctrl-t`",
        meaning: "The key that begins a command to the console, `ctrl-a` to `ctrl-z`.",
        example: "escape: ctrl-a"),
    ])

  public static let pool = KeyTable(
    "pool", title: "a pool",
    meaning: "A named group of cores and the rule by which VMs share them.",
    keys: [
      Key(
        "name", .name, required: true, meaning: "What a VM's `pool` refers to.",
        example: "name: realtime"),
      Key(
        "cpus", .list(of: .integer(0...7)), required: true,
        meaning: "The pool's cores, by number.", example: "cpus: [2, 3]"),
      Key(
        "scheduler", Scheduler.kind, fallback: "`bind`",
        meaning: "How the cores are shared.", example: "scheduler: bind"),
      Key(
        "quantum",
        .time(PoolConfiguration.shortestQuantum...PoolConfiguration.longestQuantum),
        fallback: "10ms, and 5ms with `fair`",
        meaning:
          "How long one of several equals runs while others wait. For `fixed-priority`,"
          + " `time-partition` and `fair`.",
        example: "quantum: 2ms"),
      Key(
        "frame", .time(PoolConfiguration.shortestQuantum...PoolConfiguration.longestTime),
        fallback: "required with `time-partition`",
        meaning: "The time after which the windows repeat. For `time-partition`.",
        example: "frame: 20ms"),
      Key(
        "slack", Slack.kind, fallback: "`idle`",
        meaning:
          "What becomes of time in a window that its VM does not want, and between windows. For"
          + " `time-partition`.",
        example: "slack: donate"),
      Key(
        "windows", .list(of: .table(window)), fallback: "required with `time-partition`",
        meaning:
          "Who has the cores when: at most 32 windows that do not overlap, at least one for each VM"
          + " of the pool. For `time-partition`.",
        example: "windows: [{ vm: linux, start: 0ms, length: 5ms }]"),
    ])

  public static let window = KeyTable(
    "window", title: "a window",
    meaning: "A stretch of a pool's frame in which one VM has all the pool's cores.",
    keys: [
      Key(
        "vm", .name, required: true, meaning: "Whose it is: a VM of this pool.",
        example: "vm: linux"),
      Key(
        "start", .time(0...PoolConfiguration.longestTime), required: true,
        meaning: "When it begins, counted from the frame's beginning.", example: "start: 0ms"),
      Key(
        "length", .time(PoolConfiguration.shortestTime...PoolConfiguration.longestTime),
        required: true, meaning: "How long it lasts.", example: "length: 5ms"),
    ])

  public static let vm = KeyTable(
    "vm", title: "a VM",
    meaning: "One virtual machine. To its guest it looks like QEMU's `virt` board.",
    keys: [
      Key(
        "name", .name, required: true,
        meaning: "At most 31 characters; stands before each of the VM's console lines.",
        example: "name: linux"),
      Key(
        "pool", .name, fallback: "the only pool, where there is only one",
        meaning: "The pool whose cores the VM runs on.", example: "pool: general"),
      Key(
        "vcpus", .integer(1...8), fallback: "as many as `affinity` or else `cpus` lists, or 1",
        meaning:
          "How many virtual CPUs the VM has. In a pool that is shared they may outnumber the cores;"
          + " all VMs of such a pool have at most 32.",
        example: "vcpus: 2"),
      Key(
        "cpus", .list(of: .integer(0...7)),
        fallback: "with `bind` the pool's first cores that are still free, else all of them",
        meaning:
          "With `bind` the cores of the pool that vCPU 0, 1, … get; with other schedulers those that"
          + " the VM may use.",
        example: "cpus: [1, 2]"),
      Key(
        "affinity", .list(of: .list(of: .integer(0...7))), fallback: "`cpus`",
        meaning:
          "The cores that vCPU 0, 1, … may use, a list for each. Not with `bind`. With it a `deadline`"
          + " pool guarantees no budget, and a `fair` one no shares.",
        example: "affinity: [[0], [0, 1]]"),
      Key(
        "weight", .integer(1...1000), fallback: "100",
        meaning:
          "How much time each vCPU gets in proportion to others, at most a core's. For `fair`.",
        example: "weight: 200"),
      Key(
        "cap", .integer(1...100), fallback: "none",
        meaning:
          "What each vCPU gets at most, in percent of a core over 100ms, even where nobody else wants"
          + " the time. For `fair`.",
        example: "cap: 50"),
      Key(
        "priority", .integer(0...255), fallback: "100",
        meaning: "The larger, the more urgent. For `fixed-priority`.", example: "priority: 200"),
      Key(
        "budget", .time(PoolConfiguration.shortestTime...PoolConfiguration.longestTime),
        fallback: "none; required with `deadline`",
        meaning:
          "The time that each vCPU gets in each period: at most so much with `fixed-priority`, exactly"
          + " so much with `deadline`.",
        example: "budget: 2ms"),
      Key(
        "period", .time(PoolConfiguration.shortestTime...PoolConfiguration.longestTime),
        fallback: "none; required with `budget`",
        meaning: "The period of the budget. For `fixed-priority` and `deadline`.",
        example: "period: 10ms"),
      Key(
        "guard", .table(guarding), fallback: "none",
        meaning:
          "Moves the VM to cores of its own when it does not get its time, and back when all is calm."
          + " Not with `bind`.",
        example: "guard: { pool: realtime, budget: 2ms, period: 10ms }"),
      Key(
        "exits", .table(exits), fallback: "as many as it likes",
        meaning:
          "How many exits the VM's vCPUs may make together; with more they wait until the next period."
          + " Not with `bind`, where exits of a VM delay nobody else.",
        example: "exits: { most: 20_000, per: 10ms }"),
      Key(
        "tasks", .list(of: .table(task)), fallback: "none",
        meaning:
          "What the guest runs by fixed priorities, at most 64 of them. Changes nothing in the image:"
          + " `martlet analyze` tells which of them may miss their deadlines, and `martlet check` warns.",
        example: "tasks: [{ name: control, period: 10ms, budget: 1ms }]"),
      Key(
        "interrupts", .either([InterruptWord.kind, .table(interrupts)]), fallback: "`virtual`",
        meaning:
          "Who takes the VM's interrupts. Plain `direct` means `fiq` where the board can, else"
          + " `doorbell`.",
        example: "interrupts: direct"),
      Key(
        "memory", .size, required: true,
        meaning: "The VM's RAM: 64KiB or more, in whole pages of 4KiB.", example: "memory: 512MiB"),
      Key(
        "address", .either([.choice([.init("identity", "where it really is")]), .address]),
        fallback: "`0x4000_0000`",
        meaning:
          "Where the guest sees its RAM: an address, a multiple of 2MiB, from 0x4000_0000 on; or"
          + " `identity`, the place where it really lies on the board, as a device needs that reads"
          + " memory by itself.",
        example: "address: 0x5000_0000"),
      Key(
        "physical", .address, fallback: "chosen; `martlet explain` shows it",
        meaning: "Where in the board's RAM the VM's memory lies, a multiple of 2MiB.",
        example: "physical: 0x6000_0000"),
      Key(
        "payload", .table(payload), required: true, meaning: "What the VM starts from.",
        example: "payload: { linux: Image }"),
      Key(
        "device_tree",
        .either([
          .choice([
            .init("start", "at the start of RAM"), .init("end", "in the last 64KiB of RAM"),
          ]), .address,
        ]), fallback: "`start`",
        meaning:
          "Where the guest's device tree lies; its address is in x0 at entry. An address is a"
          + " guest's, a multiple of 8.",
        example: "device_tree: end"),
      Key(
        "devices", .list(of: VirtualDevice.kind), fallback: "all of them",
        meaning: "The devices that the hypervisor plays for the VM.", example: "devices: [uart]"),
      Key(
        "passthrough",
        .list(
          of: .either([
            .choice(Board.all.flatMap { $0.devices.map { .init($0.name, $0.summary) } }),
            .table(passthrough),
          ])), fallback: "none",
        meaning:
          "Devices of the board that become the VM's own, by name or by address and interrupts.",
        example: "passthrough: [gpio]"),
      Key(
        "on_failure", .either([FailureWord.kind, .table(failure)]), fallback: "`stop`",
        meaning: "What happens when the VM crashes or does what the hypervisor cannot let pass.",
        example: "on_failure: restart"),
      Key(
        "autostart", .boolean, fallback: "`true`",
        meaning: "Whether the VM starts with the board.", example: "autostart: false"),
      Key(
        "role", MachineRole.kind, fallback: "none",
        meaning:
          "`service` gives the VM the control device, by which it runs the machine. At most one VM, with"
          + " `interrupts: virtual`. See [control-device.md](control-device.md).",
        example: "role: service"),
      Key(
        "managed", .list(of: ManagedWord.kind), fallback: "nothing",
        meaning:
          "What the service VM may do to this one. Without a VM of that role it is an error.",
        example: "managed: [observe, restart]"),
      Key(
        "health", .table(health), fallback: "what `on_failure` says; everything else is logged",
        meaning:
          "What is watched of the VM, and what follows each fault. See [health.md](health.md).",
        example: "health: { watchdog: 5s, on_fault: { watchdog: restart } }"),
      Key(
        "expect", .list(of: .text), fallback: "nothing",
        meaning:
          "Texts that must appear on the VM's console for `martlet run` to have succeeded, in any order."
          + " A text that begins with `> ` is typed instead, and makes the list an ordered one.",
        example: "expect: [\"# \", \"> uname -m\", \"aarch64\"]"),
    ])

  public static let guarding = KeyTable(
    "guard", title: "a guard",
    meaning:
      "Watches whether each vCPU of a VM in a shared pool gets its time, and moves the VM to a pool that"
      + " binds when it does not. See [scheduling.md](scheduling.md#guards).",
    keys: [
      Key(
        "pool", .name, required: true,
        meaning:
          "Where the VM goes: a pool with `scheduler: bind` in which a core is free for each vCPU.",
        example: "pool: realtime"),
      Key(
        "budget", .time(PoolConfiguration.shortestTime...PoolConfiguration.longestTime),
        fallback: "the VM's own", meaning: "The time that each vCPU is to get in each period.",
        example: "budget: 2ms"),
      Key(
        "period", .time(PoolConfiguration.shortestTime...PoolConfiguration.longestTime),
        fallback: "the VM's own", meaning: "How often it is looked whether the VM got its time.",
        example: "period: 10ms"),
      Key(
        "deadline", .time(PoolConfiguration.shortestTime...PoolConfiguration.longestTime),
        fallback: "the period",
        meaning:
          "A period is missed when a vCPU got less than its budget in it and waited for a core longer"
          + " than the deadline without the budget.",
        example: "deadline: 8ms"),
      Key(
        "misses", .integer(1...Int(GuardConfiguration.mostPeriods)),
        fallback: "3, or `of` where that is less",
        meaning: "So many missed ones of the last periods make the VM go.", example: "misses: 3"),
      Key(
        "of", .integer(1...Int(GuardConfiguration.mostPeriods)), fallback: "10",
        meaning: "How many of the last periods are counted.", example: "of: 10"),
      Key(
        "calm", .integer(1...Int(GuardConfiguration.mostCalm)), fallback: "100",
        meaning:
          "The VM goes home after so many periods in a row in which its pool left idle what all of its"
          + " vCPUs are to get.",
        example: "calm: 100"),
      Key(
        "dwell", .time(PoolConfiguration.shortestTime...PoolConfiguration.longestTime),
        fallback: "1s, or the period where that is longer",
        meaning: "The VM stays at least so long where it is, in either pool.",
        example: "dwell: 1s"),
    ])

  public static let exits = KeyTable(
    "exits", title: "an exit budget",
    meaning:
      "A limit to what the hypervisor does for a VM. See [scheduling.md](scheduling.md#exit-budgets).",
    keys: [
      Key(
        "most", .integer(Int(ExitBudget.fewest)...Int(ExitBudget.largest)), required: true,
        meaning: "The exits of all the VM's vCPUs in each period.", example: "most: 20_000"),
      Key(
        "per", .time(PoolConfiguration.shortestTime...PoolConfiguration.longestTime),
        required: true, meaning: "The period.", example: "per: 10ms"),
    ])

  public static let task = KeyTable(
    "task", title: "a task",
    meaning:
      "Work that a guest does again and again, on one vCPU. What is said here is believed, not enforced.",
    keys: [
      Key(
        "name", .name, fallback: "`task-1`, `task-2`, …", meaning: "What it is called in messages.",
        example: "name: control"),
      Key(
        "period", .time(TaskPlan.shortestTime...TaskPlan.longestTime), required: true,
        meaning: "The shortest time between two of its starts.", example: "period: 10ms"),
      Key(
        "budget", .time(TaskPlan.shortestTime...TaskPlan.longestTime), required: true,
        meaning:
          "The longest that it runs each time, undisturbed, with what the guest's kernel spends on it.",
        example: "budget: 1ms"),
      Key(
        "deadline", .time(TaskPlan.shortestTime...TaskPlan.longestTime), fallback: "the period",
        meaning: "How long after its start it must be done. May be longer than the period.",
        example: "deadline: 5ms"),
      Key(
        "priority", .integer(0...255), fallback: "the shorter the period, the more urgent",
        meaning:
          "The larger, the more urgent; equals may delay each other. All tasks of a VM have one, or"
          + " none has.",
        example: "priority: 80"),
      Key(
        "vcpu", .integer(0...7), fallback: "0", meaning: "The vCPU that it runs on.",
        example: "vcpu: 1"),
    ])

  public static let interrupts = KeyTable(
    "interrupts", title: "an interrupt mode",
    meaning: "`direct` with the way back chosen by hand.",
    keys: [
      Key(
        "direct", DirectVariant.kind, required: true,
        meaning: "How the hypervisor takes a core back from the VM.", example: "direct: doorbell")
    ])

  public static let payload = KeyTable(
    "payload", title: "a payload",
    meaning: "What a VM starts from: exactly one of `linux`, `elf`, `raw` and `flash`.",
    exactlyOneOf: PayloadKind.allCases.map(\.rawValue),
    keys: [
      Key(
        "linux", .path,
        meaning:
          "A file in the arm64 Linux boot protocol (`Image`, plain or gzip). It is placed after the"
          + " device tree, as its header asks.",
        example: "linux: cache:guests/debian-6.12/Image"),
      Key(
        "elf", .path,
        meaning: "A static ELF, placed by its segments' physical addresses, started at its entry.",
        example: "elf: zephyr.elf"),
      Key(
        "raw", .path, meaning: "A file that is copied to `address` as it is.",
        example: "raw: firmware.bin"),
      Key(
        "flash", .path,
        meaning:
          "The contents of the boot flash, at most 64MiB, at guest address 0, where the VM starts.",
        example: "flash: cache:guests/edk2/QEMU_EFI.fd"),
      Key(
        "initrd", .path, fallback: "none", meaning: "The initial ramdisk; with `linux` only.",
        example: "initrd: cache:guests/initramfs/busybox.cpio.gz"),
      Key(
        "arguments", .text, fallback: "none", meaning: "The kernel command line (`/chosen`).",
        example: "arguments: \"console=ttyAMA0\""),
      Key(
        "address", .address, fallback: "RAM's start + 2MiB",
        meaning: "Where a `raw` file goes, a guest's address and a multiple of 8.",
        example: "address: 0x4020_0000"),
      Key(
        "entry", .address, fallback: "`address`",
        meaning: "Where a `raw` file starts, a guest's address and a multiple of 4.",
        example: "entry: 0x4020_0040"),
    ])

  public static let passthrough = KeyTable(
    "passthrough", title: "a passthrough device",
    meaning:
      "A device that Martlet does not know by name. It must not read or write memory itself.",
    keys: [
      Key(
        "name", .name, fallback: "`device`", meaning: "Its node's name in the guest's device tree.",
        example: "name: watchdog"),
      Key(
        "compatible", .list(of: .text), fallback: "`martlet,passthrough`",
        meaning: "Its `compatible` strings in the guest's device tree.",
        example: "compatible: [\"arm,sp805\", \"arm,primecell\"]"),
      Key(
        "address", .address, required: true,
        meaning: "Its registers on the board, and for the guest; a multiple of 4KiB.",
        example: "address: 0x0903_0000"),
      Key(
        "size", .size, required: true, meaning: "How far they reach; a multiple of 4KiB.",
        example: "size: 4KiB"),
      Key(
        "interrupts", .list(of: .integer(32...1019)), fallback: "none",
        meaning:
          "Its interrupts by number (INTID: shared peripheral interrupt n is 32 + n), by level.",
        example: "interrupts: [39]"),
    ])

  public static let failure = KeyTable(
    "on_failure", title: "a failure reaction",
    meaning: "`restart` with its own limit.",
    keys: [
      Key(
        "restart", .table(restart), required: true, meaning: "How often the VM is started again.",
        example: "restart: { limit: 5 }")
    ])

  public static let restart = KeyTable(
    "restart", title: "a restart limit",
    meaning: "How often a failing VM is started again.",
    keys: [
      Key(
        "limit", .integer(1...1_000_000), required: true,
        meaning:
          "After so many restarts the VM is stopped. Resets that the guest asks for do not count.",
        example: "limit: 5"),
      Key(
        "back_off",
        .time(HealthConfiguration.shortestPeriod...PoolConfiguration.longestTime), fallback: "none",
        meaning:
          "How long the VM stays off before the first restart; it doubles with each, up to"
          + " \(1 << HealthAccount.mostDoublings) times as long.",
        example: "back_off: 100ms"),
    ])

  public static let health = KeyTable(
    "health", title: "a VM's health",
    meaning: "What is watched of a VM. See [health.md](health.md).",
    keys: [
      Key(
        "watchdog",
        .time(1_000_000_000...UInt64(HealthConfiguration.longestWatchdog) * 1_000_000_000),
        fallback: "none",
        meaning:
          "Gives the VM a watchdog, the longest time-out that its guest may set being this: whole seconds."
          + " Linux's `arm_smc_wdt` drives it.",
        example: "watchdog: 5s"),
      Key(
        "heartbeat", .table(heartbeat), fallback: "none",
        meaning: "A number in a channel that the guest has to change again and again.",
        example: "heartbeat: { channel: samples, every: 100ms }"),
      Key(
        "interrupts", .integer(1...Int(HealthConfiguration.mostInterrupts)),
        fallback: "as many as there are",
        meaning:
          "So many interrupts in a second may be injected into the VM. Not with `direct` ones, which the"
          + " hypervisor does not see.",
        example: "interrupts: 20_000"),
      Key(
        "on_fault", .table(faults),
        fallback:
          "`watchdog` restarts, or in a pair switches over, `crash` and `trap` are `on_failure`'s, the rest is"
          + " logged",
        meaning: "What follows which fault.", example: "on_fault: { watchdog: restart, trap: stop }"
      ),
    ])

  public static let heartbeat = KeyTable(
    "heartbeat", title: "a heartbeat",
    meaning:
      "The first 8 bytes that the VM may write of a channel's memory, a number that changes in each period."
      + " The first change after a start begins the watch.",
    keys: [
      Key(
        "channel", .name, required: true, meaning: "One of the VM's channels.",
        example: "channel: samples"),
      Key(
        "every", .time(HealthConfiguration.shortestPeriod...PoolConfiguration.longestTime),
        required: true, meaning: "The period.", example: "every: 100ms"),
    ])

  public static let reaction = KeyTable(
    "reaction", title: "a reaction with a limit",
    meaning: "`restart` or `switch-over` with a limit of its own: exactly one of them.",
    exactlyOneOf: ["restart", "switch-over"],
    keys: [
      Key(
        "restart", .table(restart), meaning: "How often the VM is started again.",
        example: "restart: { limit: 5 }"),
      Key(
        "switch-over", .table(restart),
        meaning: "How often its standby takes over and the VM is started again.",
        example: "switch-over: { limit: 5 }"),
    ])

  public static let faults = KeyTable(
    "on_fault", title: "a table of reactions",
    meaning: "What follows which fault of a VM.",
    keys: FaultWord.allCases.map { fault in
      let fallback =
        switch fault {
        case .watchdog: "`restart`; in a pair `switch-over`"
        case .crash, .trap: "what `on_failure` says; in a pair without it `switch-over`"
        default: "`log`"
        }
      return Key(
        fault.rawValue, .either([ReactionWord.kind, .table(reaction)]), fallback: fallback,
        meaning: fault.meaning, example: "\(fault.rawValue): restart")
    })

  public static let machineHealth = KeyTable(
    "machine-health", title: "the machine's health",
    meaning: "What is watched of the machine. See [health.md](health.md).",
    keys: [
      Key(
        "bundle_check",
        .time(HealthConfiguration.shortestPeriod...HealthConfiguration.longestPeriod),
        fallback: "never after boot",
        meaning:
          "The bundle in memory is hashed over and over, in pieces, once in this time.",
        example: "bundle_check: 10s"),
      Key(
        "core_check",
        .time(HealthConfiguration.shortestPeriod...HealthConfiguration.longestPeriod),
        fallback: "never",
        meaning:
          "Each core but those of `direct` VMs is asked so often whether it answers; it must have by the"
          + " next time.",
        example: "core_check: 1s"),
      Key(
        "safe_state", .list(of: .name), fallback: "no reaction may be `safe-state`",
        meaning: "The VMs that go on in the safe state; it may be none: `[]`.",
        example: "safe_state: [control]"),
      Key(
        "on_fault", .table(machineFaults), fallback: "all are logged",
        meaning: "What follows which fault.", example: "on_fault: { hardware: safe-state }"),
    ])

  public static let machineFaults = KeyTable(
    "machine-on_fault", title: "a table of the machine's reactions",
    meaning:
      "What follows which fault of the machine: `ignore`, `log`, `safe-state`, `reset-machine` or"
      + " `halt-machine`.",
    keys: MachineFaultWord.allCases.map {
      Key(
        $0.rawValue, ReactionWord.kind, fallback: "`log`", meaning: $0.meaning,
        example: "\($0.rawValue): safe-state")
    })
}
