import Channels

/// Memory of a channel between two guards that nobody may touch.
@safe
final class SharedBytes: @unchecked Sendable {
  let size: Int
  let start: UnsafeMutableRawPointer
  private static let guardSize = 4096

  init(size: Int) {
    self.size = size
    let whole = size + 2 * Self.guardSize
    // Freed in `deinit`; the guards are on both sides.
    let memory = UnsafeMutableRawPointer.allocate(byteCount: whole, alignment: 64)
    // Safety: all of what was allocated.
    unsafe memory.initializeMemory(as: UInt8.self, repeating: 0xA5, count: whole)
    // Safety: as above.
    unsafe start = memory + Self.guardSize
    // Safety: as above.
    unsafe start.initializeMemory(as: UInt8.self, repeating: 0, count: size)
  }

  deinit {
    // Safety: this is what `init` allocated.
    unsafe (start - Self.guardSize).deallocate()
  }

  var region: SharedRegion {
    // Safety: whoever has the region keeps this object.
    guard let region = unsafe SharedRegion(start: start, size: size) else {
      fatalError("memory that is not aligned")
    }
    return region
  }

  /// As a hypervisor does where a machine starts anew.
  func clear(_ half: ChannelHalf) {
    for index in 0..<(ChannelHalf.headerSize + Int(half.capacity)) / 8 {
      region.store(half.offset + index * 8, 0)
    }
  }

  /// Whether nothing outside the memory has changed.
  var isContained: Bool {
    // Safety: what `init` allocated.
    let bytes = unsafe UnsafeRawBufferPointer(
      start: start - Self.guardSize, count: size + 2 * Self.guardSize)
    for index in 0..<Self.guardSize {
      // Safety: inside, by the loop's bounds.
      if unsafe bytes[index] != 0xA5 || bytes[bytes.count - 1 - index] != 0xA5 { return false }
    }
    return true
  }
}
