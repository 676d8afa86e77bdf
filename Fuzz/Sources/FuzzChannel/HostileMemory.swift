internal import Channels
internal import FuzzSupport

/// Memory whose second half the input writes between any two accesses of the end in the first.
final class HostileMemory: ChannelMemory {
  private var words: [UInt32]
  /// What the peer writes next: a place and a value for each load.
  private var script: [(Int, UInt32)] = []
  private(set) var accesses = 0

  init(size: Int) { words = Array(repeating: 0, count: size / 4) }

  var size: Int { words.count * 4 }
  private var half: Int { size / 2 }

  subscript(offset: Int) -> UInt32 {
    get { words[offset / 4] }
    set { words[offset / 4] = newValue }
  }

  /// For the next operation.
  func plan(_ input: inout FuzzInput) {
    accesses = 0
    script.removeAll()
    // Words of the header that mean something, and those of the records.
    let places = [0, 4, 8, 12, 16, 64, 68, 128, 132, 256, 264]
    for _ in 0..<(input.byte() & 15) {
      let choice = Int(input.byte())
      let place = half + (choice < 0xC0 ? places[choice % places.count] : choice * 4 % half)
      let kind = input.byte()
      switch kind & 3 {
      case 0: script.append((place, UInt32(kind >> 2) * 8))
      case 1: script.append((place, input.word()))
      // As a peer that follows the rules would.
      case 2: script += [(half + 12, self[8]), (half + 16, 0), (half, 0x0143_524D)]
      default: script += [(half + 8, UInt32(kind)), (half + 4, UInt32(half - 256))]
      }
    }
    script.reverse()
  }

  private func step() {
    accesses += 1
    guard let (place, value) = script.popLast() else { return }
    self[place] = value
  }

  private func check(_ offset: Int, _ length: Int) {
    require(offset >= 0 && offset % length == 0 && offset <= size - length, "outside the memory")
  }

  func loadAcquiring(_ offset: Int) -> UInt32 {
    check(offset, 4)
    step()
    return self[offset]
  }

  func storeReleasing(_ offset: Int, _ value: UInt32) {
    check(offset, 4)
    require(offset < half, "a store into the peer's half")
    accesses += 1
    self[offset] = value
  }

  func load(_ offset: Int) -> UInt64 {
    check(offset, 8)
    step()
    return UInt64(self[offset]) | UInt64(self[offset + 4]) << 32
  }

  func store(_ offset: Int, _ value: UInt64) {
    check(offset, 8)
    require(offset < half, "a store into the peer's half")
    accesses += 1
    self[offset] = UInt32(truncatingIfNeeded: value)
    self[offset + 4] = UInt32(truncatingIfNeeded: value >> 32)
  }

  func fence() {}
}
