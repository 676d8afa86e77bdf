/// The words `key=value` of `/chosen/bootargs`.
public enum BootArguments {
  /// Address and length of the value of `key`, if it is there.
  private static func find(_ key: StaticString) -> (address: UInt64, length: UInt64)? {
    let start = SupportWord[SupportWord.argumentsAddress]
    let end = start &+ SupportWord[SupportWord.argumentsLength]
    var cursor = start
    while cursor < end {
      let word = cursor
      while cursor < end, !isGap(Memory.read8(cursor)) { cursor &+= 1 }
      let length = cursor &- word
      let keyLength = UInt64(key.utf8CodeUnitCount)
      if length > keyLength, Memory.read8(word &+ keyLength) == 61, begins(word, key) {
        return (word &+ keyLength &+ 1, length &- keyLength &- 1)
      }
      cursor &+= 1
    }
    return nil
  }

  private static func isGap(_ byte: UInt8) -> Bool { byte <= 32 }

  private static func begins(_ address: UInt64, _ text: StaticString) -> Bool {
    for index in 0..<text.utf8CodeUnitCount
    where Memory.read8(address &+ UInt64(index)) != text.byte(at: index) { return false }
    return true
  }

  /// The decimal number given as `key=number`, else `otherwise`.
  public static func number(_ key: StaticString, otherwise: UInt64) -> UInt64 {
    guard let found = find(key), found.length > 0 else { return otherwise }
    var value: UInt64 = 0
    for index in 0..<found.length {
      let byte = Memory.read8(found.address &+ index)
      guard byte >= 48, byte <= 57 else { return otherwise }
      value = value &* 10 &+ UInt64(byte &- 48)
    }
    return value
  }

  /// True when the arguments give `key` a value.
  public static func has(_ key: StaticString) -> Bool { find(key) != nil }

  /// True when the arguments say `key=value`.
  public static func says(_ key: StaticString, _ value: StaticString) -> Bool {
    guard let found = find(key) else { return false }
    return found.length == UInt64(value.utf8CodeUnitCount) && begins(found.address, value)
  }
}
