public import Tracing

/// A copy of a trace's memory; address 0 is its header.
public struct TraceBytes: TraceSource {
  var bytes: [UInt8]

  public init(_ bytes: [UInt8]) { self.bytes = bytes }

  public func load(_ address: UInt64) -> UInt64 {
    Int(exactly: address).map { bytes.number(at: $0, 8) } ?? 0
  }
}
