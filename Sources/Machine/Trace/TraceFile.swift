internal import Tracing

/// The trace in a machine's memory, running or not.
public struct TraceFile {
  private let path: String
  private let image: MemoryImage
  private var place: UInt64 = 0
  private var header: TraceHeader

  /// Pages are looked at in pieces of this size.
  private static let step = 16 << 20

  /// Looks for the trace, which starts a page of memory.
  public init(path: String) throws(TraceError) {
    self.path = path
    image = try MemoryImage(path: path)
    guard let (place, header) = Self.find(in: image) else { throw .noTrace(path: path) }
    self.place = place
    self.header = header
  }

  private static func find(in image: MemoryImage) -> (place: UInt64, header: TraceHeader)? {
    for segment in image.segments {
      var start = segment.lowerBound
      while start < segment.upperBound {
        let bytes = image.bytes(
          from: start, count: Int(min(UInt64(step), segment.upperBound - start)))
        guard !bytes.isEmpty else { break }
        for offset in stride(from: 0, to: bytes.count, by: Int(TraceLayout.headerSize))
        where bytes.number(at: offset, 8) == TraceLayout.magic.0 {
          let page = TraceBytes(Array(bytes[offset...].prefix(Int(TraceLayout.headerSize))))
          if let found = TraceHeader(page, at: 0) { return (start + UInt64(offset), found) }
        }
        start += UInt64(bytes.count)
      }
    }
    return nil
  }

  /// What is there now. The file may be another machine's memory by now: then its trace is looked for anew.
  public mutating func snapshot() throws(TraceError) -> TraceSnapshot {
    let page = TraceBytes(image.bytes(from: place, count: Int(TraceLayout.headerSize)))
    if TraceHeader(page, at: 0) != header { self = try TraceFile(path: path) }
    let before = counts()
    let area = image.bytes(from: place, count: Int(header.layout.size))
    return TraceSnapshot(header, TraceBytes(area), before: before, after: counts())
  }

  /// How many events each ring ever got.
  private func counts() -> [UInt64] {
    (0..<header.layout.rings).map { ring in
      image.bytes(from: place + header.layout.ring(ring), count: 8).number(at: 0, 8)
    }
  }
}
