/// The one file that a boot loader starts: the hypervisor with a scenario's bundle behind it.
public struct BootableFile: Sendable {
  /// The scenario as laid out for this very hypervisor.
  public let plan: MachinePlan
  public let bytes: [UInt8]

  /// Lays the scenario out behind the hypervisor and writes both. `adjust` may change what does not
  /// take part in the layout, such as the console's mode.
  public init(
    _ scenario: CheckedScenario, hypervisor: HypervisorImage,
    adjust: (inout MachinePlan) -> Void = { _ in }
  ) throws(PlanningError) {
    var plan = try Planner.plan(scenario, imageSize: UInt64(hypervisor.length))
    adjust(&plan)
    self.plan = plan
    bytes = hypervisor.appending(bundle: PlanBundle.write(plan))
  }
}
