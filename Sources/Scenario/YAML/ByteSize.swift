/// Sizes as people write them.
public enum ByteSize {
  enum Parsed: Equatable {
    case bytes(UInt64)
    case tooLarge
    /// Such as `16MB` or `16M`; the associated text says it properly.
    case decimalUnit(String)
    case notASize
  }

  private static let units: [(name: String, shift: UInt64)] = [
    ("GiB", 30), ("MiB", 20), ("KiB", 10),
  ]

  static func parse(_ text: String) -> Parsed {
    let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == "_") }
    if let whole = wholeNumber(text) { return .bytes(whole) }
    guard let number = wholeNumber(String(digits)) else {
      return digits.isEmpty || digits.first == "_" || digits.last == "_" ? .notASize : .tooLarge
    }
    let unit = text.dropFirst(digits.count).drop { $0 == " " }
    for (name, shift) in units {
      if unit == name {
        let bytes = number.multipliedReportingOverflow(by: 1 << shift)
        return bytes.overflow ? .tooLarge : .bytes(bytes.partialValue)
      }
      let letter = name.prefix(1).lowercased()
      if [letter, letter + "b", letter + "ib"].contains(unit.lowercased()) {
        return .decimalUnit("\(number)\(name)")
      }
    }
    return .notASize
  }

  /// The shortest exact way to write it: `16MiB`, `96KiB`, `100 bytes`.
  public static func describe(_ bytes: UInt64) -> String {
    for (name, shift) in units where bytes >= 1 << shift && bytes & ((1 << shift) - 1) == 0 {
      return "\(bytes >> shift)\(name)"
    }
    return "\(bytes) bytes"
  }

  /// For files: rounded up to a unit that a person can compare.
  static func describeRoundedUp(_ bytes: UInt64) -> String {
    for (name, shift) in units where bytes >= 4 << shift {
      return "\((bytes + (1 << shift) - 1) >> shift)\(name)"
    }
    return "\(bytes) bytes"
  }
}

/// `0x4000_0000`: eight digits or more, in groups of four.
public func hexadecimal(_ value: UInt64) -> String {
  var digits = String(value, radix: 16, uppercase: true)
  digits = String(repeating: "0", count: max(0, 8 - digits.count)) + digits
  var groups: [Substring] = []
  var rest = digits[...]
  while !rest.isEmpty {
    groups.insert(rest.suffix(4), at: 0)
    rest = rest.dropLast(4)
  }
  return "0x" + groups.joined(separator: "_")
}
