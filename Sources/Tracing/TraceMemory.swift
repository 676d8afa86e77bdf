/// Where a trace can be read, by whatever addresses its owner uses.
public protocol TraceSource {
  func load(_ address: UInt64) -> UInt64
}

/// Where a trace is written.
public protocol TraceMemory: TraceSource {
  func store(_ address: UInt64, _ value: UInt64)
  /// As `store`, and nobody sees it before the stores that came before it.
  func publish(_ address: UInt64, _ value: UInt64)
}
