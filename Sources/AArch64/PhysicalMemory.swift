internal import CAArch64

/// Physical memory as EL2 reaches it: at its own address, but for the image, which EL2 sees only where it is linked.
///
/// With the MMU off the offset is zero and everything is at its physical address.
public struct PhysicalMemory: Sendable {
  /// Where the image lies, as a physical address.
  public let imageStart: UInt64
  public let imageSize: UInt64
  /// What to add to a physical address inside the image to reach it.
  public let imageOffset: UInt64

  public init(imageStart: UInt64, imageSize: UInt64, imageOffset: UInt64) {
    self.imageStart = imageStart
    self.imageSize = imageSize
    self.imageOffset = imageOffset
  }

  /// The address at which EL2 reaches `physical` now.
  @inline(__always)
  public func address(_ physical: UInt64) -> UInt64 {
    physical &- imageStart < imageSize ? physical &+ imageOffset : physical
  }

  /// The physical address of `linked`, which is in the image or just behind it.
  public func physicalEnd(_ linked: UInt64) -> UInt64 { linked &- imageOffset }

  /// Zeroes whole frames.
  public func zero(_ start: UInt64, _ size: UInt64) {
    var address = address(start)
    let block = Self.zeroingBlock
    let end = address &+ size
    if block > 0 {
      while address < end { address = martlet_zero_blocks(address, block) }
    } else {
      while address < end { address = martlet_zero_words(address) }
    }
  }

  /// Copies `size` bytes; whole words where both ends allow it.
  public func copy(from source: UInt64, to target: UInt64, size: UInt64) {
    var from = address(source)
    var to = address(target)
    let end = to &+ size
    if (from | to) & 7 == 0 {
      while end &- to >= 32 {
        let a = martlet_load64(from)
        let b = martlet_load64(from &+ 8)
        let c = martlet_load64(from &+ 16)
        let d = martlet_load64(from &+ 24)
        martlet_store64(to, a)
        martlet_store64(to &+ 8, b)
        martlet_store64(to &+ 16, c)
        martlet_store64(to &+ 24, d)
        from &+= 32
        to &+= 32
      }
    }
    while to < end {
      martlet_store8(to, martlet_load8(from))
      from &+= 1
      to &+= 1
    }
  }

  /// Bytes that DC ZVA zeroes, at most 512; 0 where they are more, or it is not allowed. It needs Normal memory, so not
  /// with the MMU off.
  private static var zeroingBlock: UInt64 {
    let facts = martlet_read_dczid_el0()
    guard facts & 0x18 == 0, martlet_read_sctlr_el2() & 1 != 0 else { return 0 }
    return 4 &<< (facts & 0xF)
  }
}
