import Foundation
import Testing

@testable import Bench

@Suite struct StackDepthTests {
  /// A board's memory whose first bytes are of use.
  private struct Memory {
    var bytes = Data(count: 0x24_0000)

    /// By physical address.
    mutating func set(_ address: UInt64, _ value: UInt64) {
      for byte in 0..<8 {
        bytes[Int(address - 0x4000_0000) + byte] = UInt8(truncatingIfNeeded: value >> (byte * 8))
      }
    }
  }

  /// The boot core's stack has two pages in the image; core 1 has a stack of two pages that lie apart, core 2 has none.
  private static func memory() -> Memory {
    var memory = Memory()
    memory.set(0x4020_5000, 0x4020_6000)
    // 0x8000_4000_0000 is entry 256 of the root table, entry 1 of the next one; core 1 has pages 0x11 and 0x12.
    memory.set(0x4020_6000 + 256 * 8, 0x4020_7000 | 3)
    memory.set(0x4020_7000 + 1 * 8, 0x4020_8000 | 3)
    memory.set(0x4020_8000, 0x4020_9000 | 3)
    memory.set(0x4020_9000 + 0x11 * 8, 0x4021_0000 | 0x60_0000_0000_0703)
    memory.set(0x4020_9000 + 0x12 * 8, 0x4020_F000 | 0x60_0000_0000_0703)
    return memory
  }

  private static func depths(_ memory: Memory) -> [UInt64] {
    StackDepths(
      memory: memory.bytes, bootStack: 0x8000_0000_2000..<0x8000_0000_4000,
      bootParameters: 0x8000_0000_5000
    ).depths(cores: 3)
  }

  @Test func whatNobodyUsedHasNoDepth() {
    #expect(Self.depths(Self.memory()) == [0, 0, 0])
  }

  @Test func theLowestWordThatIsNotZeroCounts() {
    var memory = Self.memory()
    memory.set(0x4020_3FF8, 1)
    memory.set(0x4020_F010, 1 << 63)
    #expect(Self.depths(memory) == [8, 0xFF0, 0])
    memory.set(0x4020_2008, 1)
    // The lower one of the two pages, though it lies higher.
    memory.set(0x4021_0FF8, 1)
    #expect(Self.depths(memory) == [0x1FF8, 0x1008, 0])
  }

  @Test func aTableThatLeadsNowhereEndsThere() {
    var memory = Self.memory()
    memory.set(0x4020_7000 + 1 * 8, 0xFFFF_FFFF_F000 | 3)
    #expect(Self.depths(memory) == [0, 0, 0])
  }
}
