import Testing

@testable import Scenario

@Suite struct PhysicalPlacementTests {
  private static let megabyte: UInt64 = 1 << 20

  private func placement() -> PhysicalPlacement {
    PhysicalPlacement(memory: 0x4000_0000..<0x5000_0000, image: 0x4020_0000..<0x4051_0000)
  }

  @Test func theLowestHoleIsTaken() throws {
    var placement = placement()
    let fixed = try placement.place(size: 16 << 20, at: 0x4200_0000, owner: 0)
    #expect(fixed == 0x4200_0000..<0x4300_0000)
    // 26 MiB are free between the image and the fixed range.
    #expect(try placement.place(size: 20 << 20, owner: 1) == 0x4060_0000..<0x41A0_0000)
    #expect(try placement.place(size: 8 << 20, owner: 2) == 0x4300_0000..<0x4380_0000)
    #expect(try placement.place(size: 6 << 20, owner: 3) == 0x41A0_0000..<0x4200_0000)
  }

  @Test func rangesBeginAtWholeBlocks() throws {
    var placement = placement()
    #expect(try placement.place(size: 0x5000, owner: 0).lowerBound == 0x4060_0000)
    #expect(try placement.place(size: 0x5000, owner: 1).lowerBound == 0x4080_0000)
  }

  @Test func refusalsSayWhy() throws {
    var placement = placement()
    #expect(throws: PhysicalPlacement.Refusal.overImage) {
      try placement.place(size: 4096, at: 0x4040_0000, owner: 0)
    }
    #expect(throws: PhysicalPlacement.Refusal.outsideMemory) {
      try placement.place(size: 4 << 20, at: 0x4FE0_0000, owner: 0)
    }
    #expect(throws: PhysicalPlacement.Refusal.outsideMemory) {
      try placement.place(size: UInt64.max, at: 0x4060_0000, owner: 0)
    }
    _ = try placement.place(size: 4 << 20, at: 0x4800_0000, owner: 3)
    #expect(throws: PhysicalPlacement.Refusal.overMachine(3)) {
      try placement.place(size: 8 << 20, at: 0x47E0_0000, owner: 1)
    }
    #expect(throws: PhysicalPlacement.Refusal.noRoom(largestHole: 124 << 20)) {
      try placement.place(size: 125 << 20, owner: 2)
    }
  }

  @Test func roundingUp() {
    #expect(roundUp(0, to: 4096) == 0)
    #expect(roundUp(1, to: 4096) == 4096)
    #expect(roundUp(4096, to: 4096) == 4096)
    #expect(roundUp(UInt64.max, to: 4096) == UInt64.max & ~4095)
  }
}
