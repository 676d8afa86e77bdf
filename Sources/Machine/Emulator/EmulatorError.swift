/// Why a machine cannot be emulated here. Each is one sentence that says what to do.
public enum EmulatorError: Error, Equatable, CustomStringConvertible {
  case missing
  case tooOld(path: String, version: String)
  case unusable(path: String, reason: String)
  case boardNotEmulated(String)
  case notMemory(path: String)
  case fileNotWritten(path: String, reason: String)
  case socketInUse(path: String)
  case socketNotMade(path: String, reason: String)
  case nobodyListens(path: String, reason: String)

  public var description: String {
    switch self {
    case .missing:
      "qemu-system-aarch64 is not in PATH; install QEMU 10 or newer (`make setup` does), or set"
        + " MARTLET_QEMU to it"
    case .tooOld(let path, let version):
      "\(path) is QEMU \(version), but 10 or newer is needed; install it (`make setup` does), or set"
        + " MARTLET_QEMU to a newer one"
    case .unusable(let path, let reason):
      "\(path) does not run (\(reason)); install QEMU 10 or newer, or set MARTLET_QEMU to it"
    case .boardNotEmulated(let board):
      "the board \"\(board)\" cannot be emulated; build an image with `martlet build` and boot it on"
        + " the board"
    case .notMemory(let path):
      "\(path) exists and is no memory with a trace; name a file that can be written anew"
    case .fileNotWritten(let path, let reason):
      "\(path) cannot be written (\(reason)); free the space or name another place"
    case .socketInUse(let path):
      "another `martlet run` listens at \(path); name another place by --control"
    case .socketNotMade(let path, let reason):
      "no socket can be made at \(path) (\(reason)); name another place by --control"
    case .nobodyListens(let path, let reason):
      "no machine answers at \(path) (\(reason)); start one with `martlet run SCENARIO --control \(path)`"
    }
  }
}
