private import Foundation

/// A machine's memory in a file: as it is, or in an ELF core file as QEMU's `dump-guest-memory` writes it.
final class MemoryImage {
  private let handle: FileHandle
  /// Where the file has memory, in its own order.
  private(set) var segments: [Range<UInt64>]

  init(path: String) throws(TraceError) {
    guard
      (try? URL(filePath: path).resourceValues(forKeys: [.isDirectoryKey]))?.isDirectory == false,
      let handle = FileHandle(forReadingAtPath: path), let size = try? handle.seekToEnd()
    else { throw .notReadable(path: path) }
    self.handle = handle
    segments = [0..<size]
    let start = bytes(0..<min(64, size))
    guard start.count == 64, start.starts(with: [0x7F, 0x45, 0x4C, 0x46, 2, 1]) else { return }
    segments = loads(start, fileSize: size)
  }

  /// The loaded segments of a core file. Source: System V ABI, chapter 5.
  private func loads(_ header: [UInt8], fileSize: UInt64) -> [Range<UInt64>] {
    let table = header.number(at: 0x20, 8)
    let size = header.number(at: 0x36, 2)
    return (0..<header.number(at: 0x38, 2)).compactMap { index in
      let place = table &+ index &* size
      let entry = bytes(place..<place &+ 56)
      guard entry.count == 56, entry.number(at: 0, 4) == 1 else { return nil }
      let offset = entry.number(at: 8, 8)
      let end = offset.addingReportingOverflow(entry.number(at: 32, 8))
      guard !end.overflow, offset < fileSize else { return nil }
      return offset..<min(end.partialValue, fileSize)
    }
  }

  /// What of the range the file has.
  func bytes(_ range: Range<UInt64>) -> [UInt8] {
    guard (try? handle.seek(toOffset: range.lowerBound)) != nil,
      let data = try? handle.read(upToCount: range.count)
    else { return [] }
    return [UInt8](data)
  }

  deinit { try? handle.close() }
}

extension [UInt8] {
  /// A little-endian number, of zeros where there is nothing.
  func number(at place: Int, _ width: Int) -> UInt64 {
    guard place >= 0, place <= count - width else { return 0 }
    return self[place..<(place + width)].reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }
}
