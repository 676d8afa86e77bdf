extension YAMLValue {
  func integer(
    _ kind: ValueKind, named name: String, diagnostics: inout DiagnosticList
  ) -> Located<Int>? {
    guard case .integer(let range) = kind else { return nil }
    guard case .scalar(let text) = content, let number = wholeNumber(text) else {
      diagnostics.error(
        "\"\(name)\" is a whole number, and here stands \(kindName)", at: position,
        remedy: "write a number from \(range.lowerBound) to \(range.upperBound)")
      return nil
    }
    guard let small = Int(exactly: number), range.contains(small) else {
      diagnostics.error(
        "\"\(name)\" is \(number), which is out of range", at: position,
        remedy: "write a number from \(range.lowerBound) to \(range.upperBound)")
      return nil
    }
    return Located(small, at: position)
  }

  func size(named name: String, diagnostics: inout DiagnosticList) -> Located<UInt64>? {
    guard case .scalar(let text) = content else {
      diagnostics.error(
        "\"\(name)\" is a size, and here stands \(kindName)", at: position,
        remedy: "write a size such as 16MiB")
      return nil
    }
    switch ByteSize.parse(text) {
    case .bytes(let bytes): return Located(bytes, at: position)
    case .tooLarge:
      diagnostics.error(
        "\"\(name)\" is \(text), which no machine has", at: position,
        remedy: "write a size below 16777216GiB")
    case .decimalUnit(let proper):
      diagnostics.error(
        "\"\(name)\" has the unit of \"\(text)\", which may mean thousands or 1024s", at: position,
        remedy: "write \(proper)")
    case .notASize:
      diagnostics.error(
        "\"\(name)\" is a size, and here stands \"\(text)\"", at: position,
        remedy: "write a whole number and KiB, MiB or GiB, such as 16MiB")
    }
    return nil
  }

  func time(
    _ kind: ValueKind, named name: String, diagnostics: inout DiagnosticList
  ) -> Located<UInt64>? {
    guard case .time(let range) = kind else { return nil }
    let remedy = "write a time from \(TimeSpan.describe(range))"
    guard case .scalar(let text) = content else {
      diagnostics.error(
        "\"\(name)\" is a time, and here stands \(kindName)", at: position, remedy: remedy)
      return nil
    }
    switch TimeSpan.parse(text) {
    case .nanoseconds(let time) where range.contains(time): return Located(time, at: position)
    case .nanoseconds, .tooLarge:
      diagnostics.error(
        "\"\(name)\" is \(text), which is out of range", at: position, remedy: remedy)
    case .noUnit:
      diagnostics.error(
        "\"\(name)\" is \(text), without a unit", at: position,
        remedy: "write ns, us, ms or s behind the number, such as \(text)ms")
    case .improper(let proper):
      diagnostics.error(
        "\"\(name)\" is a whole number of ns, us, ms or s, and here stands \"\(text)\"",
        at: position, remedy: "write \(proper)")
    case .notATime:
      diagnostics.error(
        "\"\(name)\" is a time, and here stands \(kindName)", at: position,
        remedy: "write a whole number and ns, us, ms or s, such as 5ms")
    }
    return nil
  }

  func address(
    named name: String, orOneOf words: [String] = [], diagnostics: inout DiagnosticList
  ) -> Located<UInt64>? {
    guard case .scalar(let text) = content, let number = wholeNumber(text) else {
      let others = words.isEmpty ? "" : ", or \(alternatives(words))"
      diagnostics.error(
        "\"\(name)\" is an address\(others), and here stands \(kindName)", at: position,
        remedy: "write it in hexadecimal, such as 0x4000_0000\(others)")
      return nil
    }
    return Located(number, at: position)
  }

  func choice<Value: ScenarioChoice>(
    _ type: Value.Type, named name: String, diagnostics: inout DiagnosticList
  ) -> Located<Value>? {
    let words = Value.allCases.map(\.rawValue)
    guard case .scalar(let text) = content else {
      diagnostics.error(
        "\"\(name)\" is one word, and here stands \(kindName)", at: position,
        remedy: "use \(alternatives(words))")
      return nil
    }
    if let value = Value(rawValue: text) { return Located(value, at: position) }
    if Value.comesLater.contains(where: { $0.word == text }) {
      diagnostics.error(
        "\"\(name)\" cannot be \"\(text)\" yet", at: position,
        remedy: "use \(alternatives(words)); a later release brings \"\(text)\"")
    } else {
      diagnostics.error(
        "\"\(name)\" cannot be \"\(text)\"", at: position,
        remedy: suggestion(for: text, among: words))
    }
    return nil
  }
}

/// A decimal or `0x` number, with `_` between digits where that helps the eye; nil for anything else
/// and for what 64 bits cannot hold.
func wholeNumber(_ text: String) -> UInt64? {
  guard text.first != "_", text.last != "_" else { return nil }
  let digits = text.replacing("_", with: "")
  if digits.hasPrefix("0x") || digits.hasPrefix("0X") {
    let rest = digits.dropFirst(2)
    return rest.first == "+" || rest.first == "-" ? nil : UInt64(rest, radix: 16)
  }
  return digits.first == "+" || digits.first == "-" ? nil : UInt64(digits)
}
