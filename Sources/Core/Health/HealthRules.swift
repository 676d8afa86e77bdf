#if MARTLET_SERVICE
  /// The rules for all faults of one VM, or of the machine.
  public struct HealthRules: BitwiseCopyable, Sendable {
    private var rules = InlineArray<10, HealthRule>(repeating: HealthRule(.log))

    public init() {}

    /// Where a scenario says nothing but what follows a failure.
    public init(onFailure reaction: FailurePolicy.Reaction, limit: UInt32) {
      let rule =
        switch reaction {
        case .stop: HealthRule(.stop)
        case .restart: HealthRule(.restart, limit: limit)
        case .haltMachine: HealthRule(.haltMachine)
        }
      self[.crash] = rule
      self[.hypervisorTrap] = rule
    }

    public subscript(fault: HealthFault) -> HealthRule {
      mutating get { rules[Int(fault.rawValue)] }
      set { rules[Int(fault.rawValue)] = newValue }
    }
  }
#endif
