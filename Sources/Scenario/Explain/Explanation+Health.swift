internal import Scheduling

extension Explanation {
  /// What a VM's faults are followed by; those that it cannot have are left out.
  static func health(_ plan: VirtualMachinePlan) -> [(what: String, rule: String)] {
    guard let health = plan.health else { return [] }
    return zip(FaultWord.allCases, health.rules).compactMap { fault, rule in
      let cause: String? =
        switch fault {
        case .watchdog: health.watchdog == 0 ? nil : "after at most \(health.watchdog)s"
        case .heartbeat: health.heartbeat.map { "every \(TimeSpan.describe($0.period))" }
        case .exits: plan.share.exits.period == 0 ? nil : ""
        case .interrupts: health.interrupts == 0 ? nil : "above \(health.interrupts) in a second"
        case .guarantee: plan.share.guarding.period == 0 ? nil : ""
        case .crash, .trap: ""
        }
      guard let cause else { return nil }
      var text = rule.reaction.rawValue
      if rule.reaction == .restart || rule.reaction == .switchOver {
        text += ", at most \(rule.limit) times"
        if rule.backOff > 0 { text += ", after \(TimeSpan.describe(rule.backOff)) at first" }
      }
      return ("on \(fault.rawValue)", cause.isEmpty ? text : "\(text); \(cause)")
    }
  }
}
