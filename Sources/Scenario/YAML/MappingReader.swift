/// Reads one mapping of a scenario file by its table of keys. Unknown, repeated, missing and
/// not-yet-available keys are reported when the reader is made; a value of the wrong kind when it
/// is asked for, and then the answer is nil as if the key were absent.
struct MappingReader {
  let table: KeyTable
  let position: SourcePosition
  private var values: [String: YAMLValue] = [:]
  private var asked: Set<String> = []

  /// Nil, with a complaint, when `value` is no mapping.
  init?(_ value: YAMLValue, as table: KeyTable, diagnostics: inout DiagnosticList) {
    guard case .mapping(let entries) = value.content else {
      diagnostics.error(
        "\(table.title) is a mapping, and here stands \(value.kindName)", at: value.position,
        remedy: "write its keys, such as "
          + alternatives(Array(table.keys.prefix(3).map(\.name)), joinedBy: "and"))
      return nil
    }
    self.table = table
    position = value.position
    for entry in entries {
      let name = entry.key.value
      guard let key = table[name] else {
        let known = table.keys.filter { !$0.comesLater }.map(\.name)
        diagnostics.error(
          "\(table.title) has no key \"\(name)\"", at: entry.key.position,
          remedy: name == "<<"
            ? "write the keys out; merging is not supported, whole values may be shared by alias"
            : suggestion(for: name, among: known))
        continue
      }
      if key.comesLater {
        diagnostics.error(
          "\"\(name)\" is not available yet", at: entry.key.position,
          remedy: "leave it out; a later release brings it")
        continue
      }
      if values[name] != nil {
        diagnostics.error(
          "\"\(name)\" stands here twice", at: entry.key.position, remedy: "keep one of them")
        continue
      }
      values[name] = entry.value
    }
    for key in table.keys where key.isRequired && values[key.name] == nil {
      diagnostics.error(
        "\(table.title) needs \"\(key.name)\"", at: position, remedy: "add `\(key.example)`")
    }
  }

  /// Where `key` is written; the mapping itself when it is not.
  func place(_ key: String) -> SourcePosition { values[key]?.position ?? position }

  func has(_ key: String) -> Bool { values[key] != nil }

  /// Where each key that is there has its value, readable or not.
  var places: [String: SourcePosition] { values.mapValues(\.position) }

  /// True when each of the table's keys has been asked for; tests hold the readers to it.
  var isExhausted: Bool { table.keys.allSatisfy { $0.comesLater || asked.contains($0.name) } }

  /// The value as it stands; nil when absent or, with a complaint, empty.
  mutating func raw(_ key: String, diagnostics: inout DiagnosticList) -> YAMLValue? {
    precondition(table[key] != nil, "the table of keys is the only source of keys")
    asked.insert(key)
    guard let value = values[key] else { return nil }
    if case .empty = value.content {
      complain(value, key, diagnostics: &diagnostics)
      return nil
    }
    return value
  }

  private func complain(_ value: YAMLValue, _ key: String, diagnostics: inout DiagnosticList) {
    guard let entry = table[key] else { return }
    diagnostics.error(
      "\"\(key)\" is \(entry.kind.description), and here stands \(value.kindName)",
      at: value.position, remedy: "write for example `\(entry.example)`")
  }

  mutating func text(_ key: String, diagnostics: inout DiagnosticList) -> Located<String>? {
    guard let value = raw(key, diagnostics: &diagnostics) else { return nil }
    guard case .scalar(let text) = value.content, !text.isEmpty else {
      complain(value, key, diagnostics: &diagnostics)
      return nil
    }
    return Located(text, at: value.position)
  }

  mutating func integer(_ key: String, diagnostics: inout DiagnosticList) -> Located<Int>? {
    guard let value = raw(key, diagnostics: &diagnostics), let kind = table[key]?.kind
    else { return nil }
    return value.integer(kind, named: key, diagnostics: &diagnostics)
  }

  mutating func boolean(_ key: String, diagnostics: inout DiagnosticList) -> Located<Bool>? {
    guard let value = raw(key, diagnostics: &diagnostics) else { return nil }
    guard case .scalar(let text) = value.content, ["true", "false"].contains(text) else {
      complain(value, key, diagnostics: &diagnostics)
      return nil
    }
    return Located(text == "true", at: value.position)
  }

  mutating func size(_ key: String, diagnostics: inout DiagnosticList) -> Located<UInt64>? {
    guard let value = raw(key, diagnostics: &diagnostics) else { return nil }
    return value.size(named: key, diagnostics: &diagnostics)
  }

  mutating func time(_ key: String, diagnostics: inout DiagnosticList) -> Located<UInt64>? {
    guard let value = raw(key, diagnostics: &diagnostics), let kind = table[key]?.kind
    else { return nil }
    return value.time(kind, named: key, diagnostics: &diagnostics)
  }

  mutating func address(_ key: String, diagnostics: inout DiagnosticList) -> Located<UInt64>? {
    guard let value = raw(key, diagnostics: &diagnostics) else { return nil }
    return value.address(named: key, diagnostics: &diagnostics)
  }

  /// One of an enumeration's words.
  mutating func choice<Value: ScenarioChoice>(
    _ key: String, _ type: Value.Type = Value.self, diagnostics: inout DiagnosticList
  ) -> Located<Value>? {
    guard let value = raw(key, diagnostics: &diagnostics) else { return nil }
    return value.choice(type, named: key, diagnostics: &diagnostics)
  }

  /// A list's elements; nil when absent.
  mutating func list(_ key: String, diagnostics: inout DiagnosticList) -> Located<[YAMLValue]>? {
    guard let value = raw(key, diagnostics: &diagnostics) else { return nil }
    guard case .list(let elements) = value.content else {
      complain(value, key, diagnostics: &diagnostics)
      return nil
    }
    return Located(elements, at: value.position)
  }

  /// A list of texts; elements of another kind are reported and left out.
  mutating func texts(
    _ key: String, diagnostics: inout DiagnosticList
  ) -> Located<[Located<String>]>? {
    guard let list = list(key, diagnostics: &diagnostics) else { return nil }
    var texts: [Located<String>] = []
    for element in list.value {
      guard case .scalar(let text) = element.content, !text.isEmpty else {
        complain(element, key, diagnostics: &diagnostics)
        continue
      }
      texts.append(Located(text, at: element.position))
    }
    return Located(texts, at: list.position)
  }

  /// A list of whole numbers; elements of another kind are reported and left out.
  mutating func integers(
    _ key: String, diagnostics: inout DiagnosticList
  ) -> Located<[Located<Int>]>? {
    guard let list = list(key, diagnostics: &diagnostics),
      case .list(let element)? = table[key]?.kind
    else { return nil }
    let numbers = list.value.compactMap {
      $0.integer(element, named: "an element of \(key)", diagnostics: &diagnostics)
    }
    return Located(numbers, at: list.position)
  }

  /// A list of lists of whole numbers; nil when absent or, with complaints, one of them is of another kind.
  mutating func integerLists(
    _ key: String, diagnostics: inout DiagnosticList
  ) -> Located<[Located<[Located<Int>]>]>? {
    guard let list = list(key, diagnostics: &diagnostics),
      case .list(.list(let number))? = table[key]?.kind
    else { return nil }
    var lists: [Located<[Located<Int>]>] = []
    var isRight = true
    for element in list.value {
      guard case .list(let values) = element.content else {
        complain(element, key, diagnostics: &diagnostics)
        isRight = false
        continue
      }
      let numbers = values.compactMap {
        $0.integer(number, named: "an element of \(key)", diagnostics: &diagnostics)
      }
      if numbers.count < values.count { isRight = false }
      lists.append(Located(numbers, at: element.position))
    }
    return isRight ? Located(lists, at: list.position) : nil
  }
}
