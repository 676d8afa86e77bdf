/// The states of a VM that its trace tells apart.
public enum TracePhase: UInt8, Sendable {
  case starting = 1
  case running = 2
  case leaving = 3
  case off = 4
  case failed = 5
  case restarting = 6
}
