/// What the configuration says about the machine as a whole.
public struct MachineConfiguration: ~Copyable {
  public enum ConsoleMode: UInt32, Sendable {
    /// Whole lines, each with its VM's name in brackets.
    case lines = 0
    /// One VM in focus, raw in both directions.
    case raw = 1
  }

  public static var maximumVirtualMachines: Int { 16 }

  public var consoleMode = ConsoleMode.lines
  /// Index of the VM that gets console input first.
  public var consoleFocus = 0
  /// The byte that starts a console command.
  public var consoleEscape: UInt8 = 0x14

  public init() {}
}
