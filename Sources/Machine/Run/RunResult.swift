/// How a run went.
public struct RunResult: Sendable {
  public enum Outcome: Sendable, Equatable {
    /// Everything expected appeared, or nothing was and the machine powered off.
    case done
    /// The machine powered off before everything appeared.
    case ended
    case timedOut
    /// A signal, or the person at the terminal, ended the run.
    case interrupted
    /// The emulator failed, with its status.
    case failed(status: Int32)
  }

  public var outcome: Outcome
  /// What did not appear, in words.
  public var missing: [String]
  public var report: RunReport
  /// Every complete line of the console; those that were broken are whole again.
  public var lines: [ConsoleLine]

  /// What the VM wrote, line by line.
  public func lines(of machine: String) -> [String] {
    lines.filter { $0.source == .machine(machine) }.map(\.text)
  }

  /// The hypervisor's own lines.
  public var hypervisorLines: [String] {
    lines.filter { $0.source == .hypervisor }.map(\.text)
  }
}
