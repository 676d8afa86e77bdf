/// The memory reservation block: ranges that firmware keeps (specification, section 5.3).
extension FlattenedDeviceTree {
  /// Number of entries before the empty one; nil without an end, which creation refuses.
  var reservationCount: Int? {
    var count = 0
    while let address = reservations.bigEndianDoubleWord(at: count &* 16),
      let size = reservations.bigEndianDoubleWord(at: count &* 16 &+ 8)
    {
      if address == 0, size == 0 { return count }
      count &+= 1
    }
    return nil
  }

  /// Entry `index` of the block; nil from its end on.
  public func reservation(at index: Int) -> AddressRange? {
    guard index >= 0, let count = reservationCount, index < count,
      let address = reservations.bigEndianDoubleWord(at: index &* 16),
      let size = reservations.bigEndianDoubleWord(at: index &* 16 &+ 8)
    else { return nil }
    return AddressRange(start: address, size: size)
  }
}
