internal import Scheduling

// The fixed words of the scenario language. Each enumeration feeds the reader, the JSON Schema and
// the reference alike.

/// How a pool's cores are shared among its VMs.
public enum Scheduler: String, ScenarioChoice {
  case bind
  case fixedPriority = "fixed-priority"
  case timePartition = "time-partition"
  case deadline
  case fair

  public var meaning: String {
    switch self {
    case .bind: "each vCPU owns one core for good"
    case .fixedPriority: "the most urgent vCPUs run; equals take turns; a budget limits each"
    case .timePartition: "in its windows of a frame that repeats, a VM has all the pool's cores"
    case .deadline: "each vCPU gets its budget in each period, and no more"
    case .fair: "vCPUs get time in proportion to their VMs' weights"
    }
  }

  var plan: PoolConfiguration.Scheduler {
    switch self {
    case .bind: .bind
    case .fixedPriority: .fixedPriority
    case .timePartition: .timePartition
    case .deadline: .deadline
    case .fair: .fair
    }
  }
}

extension PoolConfiguration.Scheduler {
  /// As scenarios say it.
  var word: Scheduler {
    switch self {
    case .bind: .bind
    case .fixedPriority: .fixedPriority
    case .timePartition: .timePartition
    case .deadline: .deadline
    case .fair: .fair
    }
  }
}

/// What becomes of time that a window's VM does not want.
public enum Slack: String, ScenarioChoice {
  case idle
  case donate

  public var meaning: String {
    switch self {
    case .idle: "nobody gets it: VMs do not notice each other's load"
    case .donate: "the pool's other VMs run in turn, and give the core back at once"
    }
  }
}

/// Who takes a VM's interrupts first.
public enum InterruptWord: String, ScenarioChoice {
  case virtual
  case direct

  public var meaning: String {
    switch self {
    case .virtual: "the hypervisor takes each interrupt and hands it on"
    case .direct: "the VM takes its interrupts itself, with no exit at all; it must own its cores"
    }
  }
}

/// How the hypervisor takes a core back from a `direct` VM.
public enum DirectVariant: String, ScenarioChoice {
  case fiq
  case doorbell
  case guardedDoorbell = "guarded-doorbell"

  public var meaning: String {
    switch self {
    case .fiq: "by an interrupt of its own in Group 0; for boards with one security state"
    case .doorbell: "by taking the VM's memory away for a moment; works on every board"
    case .guardedDoorbell:
      "as `doorbell`, from a VM that is not trusted: it exits to sleep, to send an SGI and to set its priority mask,"
        + " so that it can neither sleep through that nor reach another VM's core"
    }
  }
}

/// How the board's one UART is shared.
public enum ConsoleMode: String, ScenarioChoice {
  case lines
  case raw

  public var meaning: String {
    switch self {
    case .lines: "whole lines, each with its VM's name in front"
    case .raw: "one VM in focus, its characters as they come"
    }
  }
}

/// What happens when a VM fails.
public enum FailureWord: String, ScenarioChoice {
  case stop
  case restart
  case haltMachine = "halt-machine"

  public var meaning: String {
    switch self {
    case .stop: "the VM stays stopped; the others go on"
    case .restart: "the VM starts again, up to a limit of failures; then it is stopped"
    case .haltMachine: "the whole board stops"
    }
  }
}

/// A device that the hypervisor plays for a VM.
public enum VirtualDevice: String, ScenarioChoice {
  case uart
  case rtc
  case virtio

  public var meaning: String {
    switch self {
    case .uart: "a PL011 UART at 0x0900_0000"
    case .rtc: "a PL031 real-time clock at 0x0901_0000"
    case .virtio: "32 empty virtio-mmio slots at 0x0A00_0000"
    }
  }
}

/// What a VM is to the others.
public enum MachineRole: String, ScenarioChoice {
  case service

  public var meaning: String {
    switch self {
    case .service: "runs the machine, as far as the VMs let it with `managed`"
    }
  }
}

/// What a VM may let the service VM do to it, in the order of the rights' numbers.
public enum ManagedWord: String, ScenarioChoice {
  case observe
  case start
  case stop
  case restart
  case pause
  case destroy
  case move
  case share
  case console

  public var meaning: String {
    switch self {
    case .observe: "to see its figures and what happens to it"
    case .start: "to start it"
    case .stop: "to stop it"
    case .restart: "to restart it"
    case .pause: "to pause it, and to let it go on"
    case .destroy: "to stop it for good and scrub its memory"
    case .move: "to put it into another pool"
    case .share:
      "to change its share of its pool: by its weight, priority or budget, by those of its neighbours, by who comes into"
        + " the pool, and by the pool's cores"
    case .console: "to see what it prints and to type to it"
    }
  }

  /// Its bit among a VM's rights.
  var bit: UInt32 { 1 << UInt32(Self.allCases.firstIndex(of: self) ?? 0) }
}

/// What a VM starts from. Each case is the key that names its file.
public enum PayloadKind: String, ScenarioChoice {
  case linux
  case elf
  case raw
  case flash

  public var meaning: String {
    switch self {
    case .linux: "an arm64 Linux `Image`, plain or gzip"
    case .elf: "a static 64-bit ELF for AArch64"
    case .raw: "bytes to be copied to an address"
    case .flash: "contents of the boot flash at address 0, where the VM starts"
    }
  }

  /// With its article, for messages.
  var title: String {
    switch self {
    case .linux: "an arm64 Linux Image"
    case .elf: "a static 64-bit ELF for AArch64"
    case .raw: "a raw binary"
    case .flash: "a flash image"
    }
  }
}

/// What can go wrong with a VM, as keys of its `on_fault`, in the order of the faults' numbers.
public enum FaultWord: String, CaseIterable, Sendable {
  case watchdog
  case heartbeat
  case exits
  case interrupts
  case crash
  case trap
  case guarantee

  var meaning: String {
    switch self {
    case .watchdog: "The guest did not call its watchdog in time."
    case .heartbeat: "The number that is to change did not, in a period."
    case .exits: "It used up its budget of exits."
    case .interrupts: "More interrupts were injected than `interrupts` allows."
    case .crash: "It crashed, or did what the hypervisor cannot let pass."
    case .trap: "The hypervisor itself trapped while it served the VM."
    case .guarantee: "Its guard saw a period in which it did not get its time."
    }
  }
}

/// What can go wrong with the machine, as keys of its `on_fault`, in the order of the faults' numbers.
public enum MachineFaultWord: String, CaseIterable, Sendable {
  case stuckCore = "stuck_core"
  case bundle
  case hardware

  var meaning: String {
    switch self {
    case .stuckCore: "A core does not answer, or does not leave its VM."
    case .bundle: "The bundle in memory is not what it was at boot."
    case .hardware: "The hardware told of an error: an SError."
    }
  }
}

/// What is done about a fault, in the order of the reactions' numbers.
public enum ReactionWord: String, ScenarioChoice {
  case ignore
  case log
  case restart
  case stop
  case switchOver = "switch-over"
  case safeState = "safe-state"
  case resetMachine = "reset-machine"
  case haltMachine = "halt-machine"

  public var meaning: String {
    switch self {
    case .ignore: "it is counted"
    case .log: "it is counted and told: an event, and a line of the log"
    case .restart: "the VM starts again, up to a limit of restarts; then it is stopped"
    case .stop: "the VM stays stopped; the others go on"
    case .switchOver:
      "its standby takes over, and it starts again, up to a limit of restarts; then it is stopped"
    case .safeState: "all VMs stop but those that `safe_state` names"
    case .resetMachine: "everything stops, and the board is reset"
    case .haltMachine: "everything stops, and the board is switched off"
    }
  }

  /// In the configuration.
  var number: UInt64 { UInt64(Self.allCases.firstIndex(of: self) ?? 0) }
}
