/// Divides a board's memory: the hypervisor's file where firmware puts it, each VM's memory in the
/// lowest hole that is large enough. Nothing here depends on anything but its input, so that one
/// scenario always gets one layout.
struct PhysicalPlacement: Sendable {
  enum Refusal: Error, Equatable {
    case outsideMemory
    case overImage
    /// Index of the VM that has part of the range already.
    case overMachine(Int)
    case noRoom(largestHole: UInt64)
  }

  let memory: Range<UInt64>
  let image: Range<UInt64>
  private var taken: [(range: Range<UInt64>, owner: Int)] = []

  /// `image` is kept free of VMs; so is what lies below it, where firmware may put its own things.
  init(memory: Range<UInt64>, image: Range<UInt64>) {
    self.memory = memory
    self.image = image
  }

  private var firstFree: UInt64 { roundUp(image.upperBound, to: Planner.granule) }

  /// Takes a range that the scenario fixes. All fixed ranges come before any other.
  mutating func place(
    size: UInt64, at base: UInt64, owner: Int
  ) throws(Refusal) -> Range<UInt64> {
    let end = base.addingReportingOverflow(size)
    guard !end.overflow, base >= memory.lowerBound, end.partialValue <= memory.upperBound else {
      throw .outsideMemory
    }
    let range = base..<end.partialValue
    if base < firstFree { throw .overImage }
    if let other = taken.first(where: { $0.range.overlaps(range) }) {
      throw .overMachine(other.owner)
    }
    take(range, owner: owner)
    return range
  }

  /// Takes the lowest hole of that size.
  mutating func place(size: UInt64, owner: Int) throws(Refusal) -> Range<UInt64> {
    var base = firstFree
    var largestHole: UInt64 = 0
    for boundary in taken.map({ $0.range.lowerBound }) + [memory.upperBound] {
      let hole = boundary > base ? boundary - base : 0
      if hole >= size {
        let range = base..<(base + size)
        take(range, owner: owner)
        return range
      }
      largestHole = max(largestHole, hole)
      if let here = taken.first(where: { $0.range.lowerBound == boundary }) {
        base = max(base, roundUp(here.range.upperBound, to: Planner.granule))
      }
    }
    throw .noRoom(largestHole: largestHole & ~(Planner.page - 1))
  }

  private mutating func take(_ range: Range<UInt64>, owner: Int) {
    taken.append((range, owner))
    taken.sort { $0.range.lowerBound < $1.range.lowerBound }
  }
}

/// `value` itself when it is a multiple already. Saturates at the last multiple that 64 bits hold.
func roundUp(_ value: UInt64, to multiple: UInt64) -> UInt64 {
  let sum = value.addingReportingOverflow(multiple - 1)
  return sum.overflow ? UInt64.max - UInt64.max % multiple : sum.partialValue & ~(multiple - 1)
}
