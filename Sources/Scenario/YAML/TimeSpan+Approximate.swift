extension TimeSpan {
  /// For people: at most three digits behind the point, rounded up; `1.235ms`, `12us`.
  static func approximate(_ nanoseconds: Int) -> String {
    let units = [("s", 1_000_000_000), ("ms", 1_000_000), ("us", 1000)]
    guard let (name, length) = units.first(where: { nanoseconds >= $0.1 }) else {
      return nanoseconds == 0 ? "0ms" : "\(nanoseconds)ns"
    }
    let step = length / 1000
    let parts = (nanoseconds + step - 1) / step
    // Rounded up to a whole one of the next unit.
    if parts == 1_000_000, name != "s" { return approximate(parts * step) }
    var digits = String(1000 + parts % 1000).dropFirst()
    while digits.last == "0" { digits.removeLast() }
    return "\(parts / 1000)" + (digits.isEmpty ? "" : ".\(digits)") + name
  }
}
