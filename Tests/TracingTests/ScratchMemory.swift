import Tracing

/// Memory for a trace, and the order in which it was written.
final class ScratchMemory: TraceMemory {
  private(set) var words: [UInt64]
  private(set) var writes: [UInt64] = []
  private(set) var published: [UInt64] = []

  init(size: UInt64) { words = Array(repeating: 0, count: Int(size / 8)) }

  func load(_ address: UInt64) -> UInt64 { words[Int(address / 8)] }

  func store(_ address: UInt64, _ value: UInt64) {
    words[Int(address / 8)] = value
    writes.append(address)
  }

  func publish(_ address: UInt64, _ value: UInt64) {
    store(address, value)
    published.append(address)
  }

  var bytes: [UInt8] {
    words.flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> ($0 * 8)) } }
  }
}
