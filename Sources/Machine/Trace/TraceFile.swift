internal import Tracing

/// The trace in a machine's memory, running or not.
public struct TraceFile {
  private let image: MemoryImage
  private let place: UInt64
  private let header: TraceHeader

  /// Pages are looked at in pieces of this size.
  private static let step: UInt64 = 16 << 20

  /// Looks for the trace, which starts a page of memory.
  public init(path: String) throws(TraceError) {
    image = try MemoryImage(path: path)
    for segment in image.segments {
      var start = segment.lowerBound
      while start < segment.upperBound {
        let bytes = image.bytes(start..<min(start + Self.step, segment.upperBound))
        guard !bytes.isEmpty else { break }
        for offset in stride(from: 0, to: bytes.count, by: Int(TraceLayout.headerSize))
        where bytes.number(at: offset, 8) == TraceLayout.magic.0 {
          let page = TraceBytes(Array(bytes[offset...].prefix(Int(TraceLayout.headerSize))))
          guard let found = TraceHeader(page, at: 0) else { continue }
          header = found
          place = start + UInt64(offset)
          return
        }
        start += UInt64(bytes.count)
      }
    }
    throw .noTrace(path: path)
  }

  /// What is there now.
  public func snapshot() -> TraceSnapshot {
    let before = counts()
    let area = image.bytes(place..<place + header.layout.size)
    return TraceSnapshot(header, TraceBytes(area), before: before, after: counts())
  }

  /// How many events each ring ever got.
  private func counts() -> [UInt64] {
    (0..<header.layout.rings).map { ring in
      let start = place + header.layout.ring(ring)
      return image.bytes(start..<start + 8).number(at: 0, 8)
    }
  }
}
