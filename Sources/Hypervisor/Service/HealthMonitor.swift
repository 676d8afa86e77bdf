#if MARTLET_SERVICE
  internal import AArch64
  internal import Core
  internal import Synchronization

  /// Watches over VMs and the machine; there is one. The console core does that, at the times that its timer is set for and
  /// when it is kicked.
  struct HealthMonitor: ~Copyable {
    /// Times in ticks. Constant after boot.
    var configuration = MachineHealthConfiguration()
    /// Around all accounts. Only `eventLock` is taken inside.
    let lock = OwnedLock()
    var account = HealthAccount()
    /// As in `MachineHealth`.
    let noticed = Atomic<UInt32>(0)
    var details = InlineArray<10, UInt64>(repeating: 0)
    /// The console core is to look.
    let isWanted = Atomic<UInt32>(0)
    /// Only the VMs that are named for that run, and those that somebody has started since.
    let isSafe = Atomic<UInt32>(0)
    /// The board is to be reset when all VMs are off.
    let resets = Atomic<UInt32>(0)

    // The console core's own.

    var cores = CoreCheck()
    /// Nil where nobody looks at the bundle; when to look again, and how long after the last time.
    var bundle: BundleCheck?
    var bundleDue = UInt64.max
    var bundleStep: UInt64 = 0
    var bundleSize = 0
  }

  extension Assembly {
    /// The monitor, and what it has to watch. After all channels.
    @inline(never)
    func makeHealth(_ machine: Reference<Machine>, _ configuration: Configuration) -> Bool {
      guard let place = Self.take(&machine.record.frames, Reference<HealthMonitor>.size) else {
        return false
      }
      let monitor = Reference<HealthMonitor>.create(at: place, HealthMonitor())
      machine.record.health = monitor
      do throws(ConfigurationError) {
        try configuration.decode(into: &monitor.record.configuration)
        for index in 0..<machine.record.machineCount {
          guard let made = machine.record.virtualMachine(index) else { continue }
          try configuration.decodeHealth(
            virtualMachine: index, into: &made.record.service.record.health.configuration)
          made.prepareHealth()
        }
      } catch {
        return false  // decoded before, when it was verified
      }
      let bundlePeriod = monitor.record.configuration.bundlePeriod
      let corePeriod = monitor.record.configuration.corePeriod
      monitor.record.configuration.bundlePeriod = machine.ticks(bundlePeriod)
      monitor.record.configuration.corePeriod = machine.ticks(corePeriod)
      if bundlePeriod > 0 { prepareBundleCheck(machine) }
      return true
    }

    /// The bundle as it was verified, in as many steps as fit into the time.
    private func prepareBundleCheck(_ machine: Reference<Machine>) {
      let monitor = machine.record.health
      let header = MemorySpan.bytes(at: bundle, size: BundleFormat.headerSize)
      let size = header.littleEndianDoubleWord(at: BundleFormat.lengthOffset) ?? 0
      monitor.record.bundleSize = Int(truncatingIfNeeded: size)
      let bytes = MemorySpan.bytes(at: bundle, size: monitor.record.bundleSize)
      do throws(BundleError) {
        let steps = BundleCheck.stepCount(try Bundle(bytes, mixing: HashInstructions.mix))
        monitor.record.bundle = BundleCheck(bytes)
        monitor.record.bundleStep = monitor.record.configuration.bundlePeriod / max(steps, 1)
        monitor.record.bundleDue = 0
      } catch {
        return  // it was verified
      }
    }
  }

  extension Reference<VirtualMachine> {
    /// At boot: times as ticks, places as addresses.
    func prepareHealth() {
      let hypervisor = record.hypervisor
      let service = record.service
      service.record.health.watchdog = WatchdogTimer(
        longest: service.record.health.configuration.watchdog)
      let period = service.record.health.configuration.heartbeatPeriod
      if period != 0 {
        service.record.health.configuration.heartbeatPeriod = hypervisor.ticks(period)
        let channel = service.record.health.configuration.heartbeatChannel
        service.record.health.heartbeatAddress = heartbeatAddress(channel: channel)
      }
      for number in 0..<HealthFault.count {
        guard let fault = HealthFault(rawValue: number) else { continue }
        var rule = service.record.health.configuration.rules[fault]
        rule.backOff = hypervisor.ticks(rule.backOff)
        service.record.health.configuration.rules[fault] = rule
      }
    }

    /// Physical address of the VM's first own word of the channel of this number.
    private func heartbeatAddress(channel number: Int) -> UInt64 {
      for slot in 0..<16 {
        let address = record.service.record.ends[slot]
        guard address != 0 else { continue }
        let channel = Reference<ChannelEnd>(address: address).record.channel
        guard channel.record.index == number else { continue }
        return channel.record.configuration.heartbeat(ofMachine: record.index) ?? 0
      }
      return 0
    }
  }
#endif
