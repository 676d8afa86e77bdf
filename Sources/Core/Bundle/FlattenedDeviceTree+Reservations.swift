/// The memory reservation block: ranges that firmware keeps (specification, section 5.3).
extension FlattenedDeviceTree {
  /// Number of entries before the empty one; nil without an end, which creation refuses.
  @inline(never)
  var reservationCount: Int? {
    var index = 0
    while let entry = entry(at: index) {
      if entry.start == 0, entry.size == 0 { return index }
      index &+= 1
    }
    return nil
  }

  /// Entry `index` of the block; nil from its end on.
  public func reservation(at index: Int) -> AddressRange? {
    guard index >= 0, let count = reservationCount, index < count else { return nil }
    return entry(at: index)
  }

  private func entry(at index: Int) -> AddressRange? {
    let offset = header(.reservationsOffset) &+ index &* 16
    guard let address = bytes.bigEndianDoubleWord(at: offset),
      let size = bytes.bigEndianDoubleWord(at: offset &+ 8)
    else { return nil }
    return AddressRange(start: address, size: size)
  }
}
