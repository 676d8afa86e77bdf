/// A running machine with one console, and the person at the terminal if there is one. Tests put a
/// script in its place.
public protocol MachineConnection {
  /// Waits at most so many milliseconds for something to happen.
  mutating func wait(milliseconds: Int) -> MachineEvent

  /// Types to the machine's console.
  mutating func type(_ bytes: [UInt8])

  /// Answers the last `commanded`.
  mutating func answer(_ answer: RemoteAnswer)

  /// Ends the machine at once if it still runs, and waits until it is gone.
  mutating func end()
}

public enum MachineEvent: Sendable, Equatable {
  /// The machine wrote this.
  case output([UInt8])
  /// The person typed this.
  case typed([UInt8])
  /// `martlet ctl` asks for this. There is no other before it has its answer.
  case commanded(RemoteCommand)
  /// The machine ended with this status; 0 for a power-off.
  case ended(status: Int32)
  /// A signal asked this program to end.
  case interrupted
  case nothing
}
