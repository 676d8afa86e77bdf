/// Times as people write them, in nanoseconds.
enum TimeSpan {
  enum Parsed: Equatable {
    case nanoseconds(UInt64)
    case tooLarge
    /// A number and nothing else.
    case noUnit
    /// Such as `1.5ms` or `5 sec`; the associated text says it properly.
    case improper(String)
    case notATime
  }

  /// The shortest first. What others call them is only there for the message.
  private static let units: [(name: String, length: UInt64, others: Set<String>)] = [
    ("ns", 1, ["nsec", "nanosecond", "nanoseconds"]),
    ("us", 1000, ["µs", "μs", "usec", "microsecond", "microseconds"]),
    ("ms", 1_000_000, ["msec", "millisecond", "milliseconds"]),
    ("s", 1_000_000_000, ["sec", "second", "seconds"]),
  ]

  static func parse(_ text: String) -> Parsed {
    let number = text.prefix { $0.isASCII && ($0.isNumber || $0 == "_" || $0 == ".") }
    let rest = String(text.dropFirst(number.count).drop { $0 == " " })
    guard let unit = unit(rest) else {
      return rest.isEmpty && wholeNumber(String(number)) != nil ? .noUnit : .notATime
    }
    let parts = number.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    if parts.count == 2 {
      guard let time = time(whole: parts[0], fraction: parts[1], unit: unit.length) else {
        return .notATime
      }
      return .improper(describe(time))
    }
    guard parts.count == 1, let first = number.first, first != "_", number.last != "_" else {
      return .notATime
    }
    guard let whole = wholeNumber(String(number)) else { return .tooLarge }
    let time = whole.multipliedReportingOverflow(by: unit.length)
    if time.overflow { return .tooLarge }
    return rest == unit.name ? .nanoseconds(time.partialValue) : .improper("\(whole)\(unit.name)")
  }

  private static func unit(_ text: String) -> (name: String, length: UInt64)? {
    let word = text.lowercased()
    return units.first { $0.name == word || $0.others.contains(word) }
      .map { ($0.name, $0.length) }
  }

  /// Nil for what is no whole number of nanoseconds.
  private static func time(whole: String, fraction: String, unit: UInt64) -> UInt64? {
    guard fraction.count <= 9, !fraction.contains("_"),
      let whole = wholeNumber(whole.isEmpty ? "0" : whole),
      let part = wholeNumber(fraction)
    else { return nil }
    var scale: UInt64 = 1
    for _ in fraction { scale *= 10 }
    let full = whole.multipliedReportingOverflow(by: unit)
    guard !full.overflow, part * unit % scale == 0 else { return nil }
    let time = full.partialValue.addingReportingOverflow(part * unit / scale)
    return time.overflow ? nil : time.partialValue
  }

  /// The shortest exact way to write it: `5ms`, `1500us`, `0ms`.
  static func describe(_ nanoseconds: UInt64) -> String {
    guard nanoseconds > 0 else { return "0ms" }
    for unit in units.reversed() where nanoseconds % unit.length == 0 {
      return "\(nanoseconds / unit.length)\(unit.name)"
    }
    return "\(nanoseconds)ns"
  }

  /// `100us to 1s`.
  static func describe(_ range: ClosedRange<UInt64>) -> String {
    "\(describe(range.lowerBound)) to \(describe(range.upperBound))"
  }
}
