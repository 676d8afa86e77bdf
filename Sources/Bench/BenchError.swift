/// Why something cannot be measured here. Each is one sentence that says what to do.
public enum BenchError: Error, Equatable, CustomStringConvertible {
  case fileMissing(path: String, remedy: String)
  case fileNotWritten(path: String)
  case fileDamaged(path: String, reason: String)
  case scenarioRefused(String)
  case toolFailed(tool: String, reason: String)
  case emulatorFailed(String)
  /// The guest did not come to its end; with the last lines of the console.
  case guestStuck(peer: String, console: String)
  case symbolMissing(String, path: String)
  case pathNotTaken(metric: String)

  public var description: String {
    switch self {
    case .fileMissing(let path, let remedy): "\(path) is missing; \(remedy)"
    case .fileNotWritten(let path):
      "\(path) cannot be written; free the space or name another place"
    case .fileDamaged(let path, let reason): "\(path) cannot be used (\(reason)); write it anew"
    case .scenarioRefused(let reason): "the benchmark's own scenario is refused: \(reason)"
    case .toolFailed(let tool, let reason): "\(tool) failed (\(reason)); `make bench` installs it"
    case .emulatorFailed(let reason): reason
    case .guestStuck(let peer, let console):
      "the guest on \(peer) did not come to its end; its last lines:\n\(console)"
    case .symbolMissing(let name, let path):
      "\(path) has no symbol \(name); build it anew with `scripts/image`"
    case .pathNotTaken(let metric):
      "no instruction was counted for \(metric): the guest never took that path"
    }
  }
}
