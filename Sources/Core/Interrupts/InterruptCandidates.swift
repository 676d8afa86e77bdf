/// The interrupts that should be in the list registers: the best few of any number, kept sorted.
///
/// A key orders them: active before pending, then by priority, then by number.
struct InterruptCandidates: ~Copyable {
  private var keys: InlineArray<16, UInt32>
  private(set) var count: Int
  private let capacity: Int
  /// The most urgent pending interrupt that found no place.
  private var bestLeft: UInt32
  private(set) var leftPending: Int
  private(set) var leftActive: Int

  /// Arm: no field; set in the key of an interrupt that is only pending.
  private static var isPending: UInt32 { 1 << 31 }

  // Inlined: a call would build the list elsewhere and copy it, on the way back into a guest.
  @inline(__always)
  init(capacity: Int) {
    keys = InlineArray(repeating: .max)
    count = 0
    self.capacity = capacity
    bestLeft = .max
    leftPending = 0
    leftActive = 0
  }

  mutating func intid(_ position: Int) -> UInt32 { keys[position & 15] & 0x3FF }

  /// Adds interrupts of a bank, one bit each.
  mutating func add(
    _ bank: inout InterruptBank, firstIntid: UInt32, active: UInt32, pending: UInt32
  ) {
    var rest = active | pending
    while rest != 0 {
      let index = UInt32(truncatingIfNeeded: rest.trailingZeroBitCount)
      rest &= rest &- 1
      let onlyPending = active &>> index & 1 == 0 ? Self.isPending : 0
      insert(onlyPending | bank.priority(Int(index)) &<< 16 | (firstIntid &+ index))
    }
  }

  private mutating func insert(_ key: UInt32) {
    var position = count
    if count == capacity {
      let last = keys[(count &- 1) & 15]
      if key > last {
        leave(key)
        return
      }
      leave(last)
      position &-= 1
    } else {
      count &+= 1
    }
    while position > 0 {
      let previous = keys[(position &- 1) & 15]
      if previous < key { break }
      keys[position & 15] = previous
      position &-= 1
    }
    keys[position & 15] = key
  }

  private mutating func leave(_ key: UInt32) {
    if key & Self.isPending == 0 {
      leftActive &+= 1
    } else {
      leftPending &+= 1
      if key < bestLeft { bestLeft = key }
    }
  }

  /// All were added: leaves a place to the most urgent pending one, if active ones took them all.
  mutating func finish() {
    guard leftPending > 0 && keys[(count &- 1) & 15] & Self.isPending == 0 else { return }
    leftActive &+= 1
    leftPending &-= 1
    keys[(count &- 1) & 15] = bestLeft
  }
}
