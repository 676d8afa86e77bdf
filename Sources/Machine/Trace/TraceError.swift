/// Why there is no trace to be had.
public enum TraceError: Error, Equatable, CustomStringConvertible {
  case notReadable(path: String)
  case noTrace(path: String)

  public var description: String {
    switch self {
    case .notReadable(let path):
      "\(path) cannot be read; name the file that `martlet run --trace` was given, or a dump of a"
        + " machine's memory"
    case .noTrace(let path):
      "\(path) holds no trace; it must be the memory of a machine that booted the traced image, as"
        + " with `martlet run --trace`"
    }
  }
}
