#if MARTLET_SERVICE
  /// What the configuration says about health. Nothing of it is required: what is not said is watched by nobody, and what
  /// follows a failure is `on-failure`'s word.
  extension Configuration {
    /// Decodes what concerns the VM at `index`, replacing everything in `health`.
    @inline(never)
    public func decodeHealth(
      virtualMachine index: Int, into health: inout HealthConfiguration
    ) throws(ConfigurationError) {
      health = HealthConfiguration()
      guard let node = node(ofVirtualMachine: index) else {
        throw ConfigurationError(.missing, .virtualMachine)
      }
      guard let reaction = FailurePolicy.Reaction(rawValue: try cell(.onFailure, node)) else {
        throw ConfigurationError(.outOfRange, .onFailure)
      }
      health.rules = HealthRules(onFailure: reaction, limit: try cell(.restartLimit, node))
      if has(.watchdog, node) {
        health.watchdog = try cell(.watchdog, node)
        guard health.watchdog >= 1, health.watchdog <= HealthConfiguration.longestWatchdog else {
          throw ConfigurationError(.outOfRange, .watchdog)
        }
      }
      if has(.interruptRate, node) {
        health.interrupts = try number(.interruptRate, node)
        guard health.interrupts >= 1, health.interrupts <= HealthConfiguration.mostInterrupts
        else { throw ConfigurationError(.outOfRange, .interruptRate) }
      }
      if has(.heartbeat, node) {
        let channel = try number(.heartbeat, node, at: 0, of: 2)
        health.heartbeatPeriod = try period(.heartbeat, node, at: 1, of: 2)
        guard channel < UInt64(truncatingIfNeeded: channelCount) else {
          throw ConfigurationError(.outOfRange, .heartbeat)
        }
        health.heartbeatChannel = Int(truncatingIfNeeded: channel)
        var place = ChannelConfiguration()
        try decode(channel: health.heartbeatChannel, into: &place)
        guard place.heartbeat(ofMachine: index) != nil else {
          throw ConfigurationError(.outOfRange, .heartbeat)
        }
      }
      if has(.health, node) {
        try readRules(node, from: .watchdog, through: .guarantee, isOfMachine: false, &health.rules)
      }
    }

    /// Decodes what concerns the machine as a whole.
    @inline(never)
    public func decode(
      into health: inout MachineHealthConfiguration
    ) throws(ConfigurationError) {
      health = MachineHealthConfiguration()
      let root = tree.root
      if has(.safeState, root) {
        health.safe = try cell(.safeState, root)
        guard health.safe &>> UInt32(truncatingIfNeeded: virtualMachineCount) == 0 else {
          throw ConfigurationError(.outOfRange, .safeState)
        }
      }
      if has(.bundleCheck, root) {
        health.bundlePeriod = try period(.bundleCheck, root, at: 0, of: 1)
      }
      if has(.coreCheck, root) { health.corePeriod = try period(.coreCheck, root, at: 0, of: 1) }
      if has(.health, root) {
        try readRules(root, from: .stuckCore, through: .hardware, isOfMachine: true, &health.rules)
      }
    }

    /// Two numbers for each fault, in their order: the reaction with the limit above it, and the wait before a restart.
    private func readRules(
      _ node: FlattenedDeviceTree.Node, from first: HealthFault, through last: HealthFault,
      isOfMachine: Bool, _ rules: inout HealthRules
    ) throws(ConfigurationError) {
      let count = Int(last.rawValue &- first.rawValue) &+ 1
      var position = 0
      while position < count {
        let word = try number(.health, node, at: 2 &* position, of: 2 &* count)
        let backOff = try number(.health, node, at: 2 &* position &+ 1, of: 2 &* count)
        guard let reaction = HealthReaction(rawValue: UInt8(truncatingIfNeeded: word)),
          word & 0xFFFF_FF00 == 0, backOff <= HealthConfiguration.longestPeriod,
          let fault = HealthFault(rawValue: first.rawValue &+ UInt8(truncatingIfNeeded: position)),
          isOfMachine ? reaction.concernsMachine : reaction.goes(with: fault)
        else { throw ConfigurationError(.outOfRange, .health) }
        rules[fault] = HealthRule(
          reaction, limit: UInt32(truncatingIfNeeded: word &>> 32), backOff: backOff)
        position &+= 1
      }
    }

    private func period(
      _ field: ConfigurationField, _ node: FlattenedDeviceTree.Node, at index: Int, of count: Int
    ) throws(ConfigurationError) -> UInt64 {
      let period = try number(field, node, at: index, of: count)
      guard period >= HealthConfiguration.shortestPeriod,
        period <= HealthConfiguration.longestPeriod
      else { throw ConfigurationError(.outOfRange, field) }
      return period
    }
  }

  extension HealthReaction {
    /// Whether it can follow a fault that is no VM's.
    public var concernsMachine: Bool {
      switch self {
      case .ignore, .log, .safeState, .resetMachine, .haltMachine: true
      case .restart, .stop, .switchOver: false
      }
    }

    /// Whether it can follow this fault of a VM: one that has crashed does not go on.
    public func goes(with fault: HealthFault) -> Bool {
      switch fault {
      case .crash, .hypervisorTrap: self != .ignore && self != .log
      default: true
      }
    }
  }

  extension ChannelConfiguration {
    /// Physical address of the first word that the VM may write; nil where there is none.
    public mutating func heartbeat(ofMachine index: Int) -> UInt64? {
      let position: Int
      if first.machine == index {
        position = 0
      } else if second.machine == index {
        position = 1
      } else {
        return nil
      }
      var offset: UInt64 = 0
      var number = 0
      while number < description.parts.count {
        if description.parts[number].canBeWritten(by: position) { return physical &+ offset }
        offset &+= description.parts[number].size
        number &+= 1
      }
      return nil
    }
  }
#endif
