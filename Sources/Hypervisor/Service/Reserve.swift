#if MARTLET_SERVICE
  internal import AArch64
  internal import Core
  internal import Scheduling

  /// What is kept for VMs that are created while the machine runs; there is one at most. Constant after boot but for what the
  /// `requestLock` of the control port guards: all that follows `staging`.
  struct Reserve: ~Copyable {
    let machine: Reference<Machine>
    let configuration: ReserveConfiguration
    /// Of the scenario; that of a package must be the same.
    let identity: SHA256Digest?
    /// Index of the first VM that is created.
    let first: Int
    /// Physical address of the pieces of packages behind the rings.
    var staging: UInt64 = 0

    var regions: RegionAllocator
    /// Of the service VM's.
    var given: GivenMemory
    /// Its start waits for VMs in that memory.
    var waits = false
    var slots = InlineArray<15, ReserveSlot>(repeating: ReserveSlot())
    /// Where the package lies that is on its way in; empty while there is none.
    var package = AddressRange(start: 0, size: 0)
    /// What is being done, piece by piece, and for which request; nil: nothing.
    var request: ControlRequest?
    var work = ReserveWork.none
    /// How far it is, in bytes.
    var progress: UInt64 = 0
    var verification = BundleVerification()
    /// The VM of the package.
    var decoded = VirtualMachineConfiguration()
    var share = ShareConfiguration()

    init(
      machine: Reference<Machine>, configuration: ReserveConfiguration, identity: SHA256Digest?,
      first: Int
    ) {
      self.machine = machine
      self.configuration = configuration
      self.identity = identity
      self.first = first
      regions = RegionAllocator(configuration.memory)
      given = GivenMemory(limit: configuration.givable)
    }
  }

  /// Room for one created VM. Its index and VMID are its own, whoever is in it.
  struct ReserveSlot: BitwiseCopyable {
    /// The frames of all its records and tables, and how many of them are used.
    var frames = AddressRange(start: 0, size: 0)
    var usedFrames: UInt64 = 0
    /// A VM is in it, or on its way out.
    var isTaken = false
    /// Of that VM.
    var memory = AddressRange(start: 0, size: 0)
    var package = AddressRange(start: 0, size: 0)
    /// Those of the VM that was in it last.
    var rights = ManagementRights()
    /// Since when it is free, in counter ticks.
    var freeSince: UInt64 = 0
    /// What happened in it before this was the doing of a VM that did not let itself be observed, or of nobody.
    var visibleSince: UInt64 = 0
  }

  /// What takes long enough to be done in pieces.
  enum ReserveWork: Equatable, BitwiseCopyable {
    case none
    /// The package that was there is scrubbed; then one of this size can come.
    case begin(UInt64)
    /// So many bytes behind the rings become part of the package, at this place.
    case put(UInt64, UInt64)
    case verify
    case create
    /// It leaves the service VM's stage 2, and comes back.
    case give(VirtualMachineConfiguration.Window)
    case take(VirtualMachineConfiguration.Window)
  }

  extension Reference<Machine> {
    var reserve: Reference<Reserve>? {
      record.reserve == 0 ? nil : Reference<Reserve>(address: record.reserve)
    }
  }

  extension Reference<VirtualMachine> {
    /// Whether it was created while the machine runs.
    var hasPackage: Bool { record.service.record.package.size != 0 }

    /// A stretch of a payload, from the package, which was verified and which no guest reaches.
    func copyPackage(_ part: BundlePart, from offset: UInt64, to target: UInt64, _ size: UInt64) {
      let source =
        record.service.record.package.start &+ UInt64(truncatingIfNeeded: part.start) &+ offset
      record.hypervisor.record.memory.copy(from: source, to: target, size: size)
    }

    /// It was destroyed, and nothing is left in its memory: at the next exit of the service VM its room becomes free.
    func wantRemoval() {
      let address = record.hypervisor.record.control
      guard hasPackage, address != 0 else { return }
      let port = Reference<ControlPort>(address: address)
      port.want(ControlRegisters.requests)
      port.record.machine.virtualCPU(0).record.mailbox.post(VirtualCPU.attention)
    }
  }

  extension Reference<Machine> {
    /// Whether who may observe the VM of that index, or could the one that was there last, may know what happened to it then.
    func isVisible(_ index: Int, at time: UInt64) -> Bool {
      guard let reserve, index >= reserve.record.first else { return true }
      let slot = index &- reserve.record.first
      return slot >= reserve.record.configuration.machines
        || time >= reserve.record.slots[slot].visibleSince
    }
  }

  extension Reference<Reserve> {
    /// What the last VM there let the service VM see, for events that outlast it.
    func formerRights(ofMachine index: Int) -> ManagementRights {
      let slot = index &- record.first
      guard slot >= 0, slot < record.configuration.machines else { return ManagementRights() }
      return record.slots[slot].rights.contains(.observe)
        ? ManagementRights().adding(.observe) : ManagementRights()
    }
  }
#endif
