private import Foundation

/// A machine's memory in a file: as it is, or in an ELF core file as QEMU's `dump-guest-memory` writes it.
final class MemoryImage {
  private let handle: FileHandle
  private let size: UInt64
  /// Where the file has memory, in its own order.
  private(set) var segments: [Range<UInt64>]

  init(path: String) throws(TraceError) {
    guard
      (try? URL(filePath: path).resourceValues(forKeys: [.isDirectoryKey]))?.isDirectory == false,
      let handle = FileHandle(forReadingAtPath: path), let size = try? handle.seekToEnd()
    else { throw .notReadable(path: path) }
    self.handle = handle
    self.size = size
    segments = [0..<size]
    let start = bytes(from: 0, count: 64)
    guard start.count == 64, start.starts(with: [0x7F, 0x45, 0x4C, 0x46, 2, 1]) else { return }
    segments = loads(start)
  }

  /// The loaded segments of a core file. Source: System V ABI, chapter 5.
  private func loads(_ header: [UInt8]) -> [Range<UInt64>] {
    let table = header.number(at: 0x20, 8)
    let entrySize = header.number(at: 0x36, 2)
    return (0..<header.number(at: 0x38, 2)).compactMap { index in
      let entry = bytes(from: table &+ index &* entrySize, count: 56)
      guard entry.count == 56, entry.number(at: 0, 4) == 1 else { return nil }
      let offset = entry.number(at: 8, 8)
      guard offset < size else { return nil }
      return offset..<offset + min(entry.number(at: 32, 8), size - offset)
    }
  }

  /// `count` bytes from `start` on, or what of them the file has.
  func bytes(from start: UInt64, count: Int) -> [UInt8] {
    guard start < size, (try? handle.seek(toOffset: start)) != nil,
      let data = try? handle.read(upToCount: Int(min(UInt64(count), size - start)))
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
