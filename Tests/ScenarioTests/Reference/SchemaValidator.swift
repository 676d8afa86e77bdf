import Foundation

@testable import Scenario

/// As much of JSON Schema, draft 7, as the generated schema uses; anything else is a complaint, so that
/// a test cannot pass by what it does not understand.
struct SchemaValidator {
  private let root: [String: Any]

  init() throws {
    let data = Data(ScenarioSchema.text.utf8)
    root = try JSONSerialization.jsonObject(with: data) as? [String: Any] ?? [:]
  }

  func complaints(about text: String) -> [String] {
    var diagnostics = DiagnosticList()
    guard let value = YAMLValue.parse(text, diagnostics: &diagnostics) else {
      return ["no YAML"]
    }
    return complaints(value, root, path: "")
  }

  private static let annotations: Set<String> = [
    "$schema", "$comment", "title", "description", "definitions",
  ]

  private func complaints(_ value: YAMLValue, _ schema: [String: Any], path: String) -> [String] {
    schema.keys.sorted().flatMap { key -> [String] in
      if Self.annotations.contains(key) { return [] }
      let holds = holds(value, key, schema, path: path)
      switch holds {
      case .some(let list): return list
      case .none: return ["\(path): the schema's \(key) is not understood"]
      }
    }
  }

  /// Nil for a keyword that is not understood.
  private func holds(
    _ value: YAMLValue, _ key: String, _ schema: [String: Any], path: String
  ) -> [String]? {
    func verdict(_ isRight: Bool) -> [String] { isRight ? [] : ["\(path): \(key)"] }
    switch (key, schema[key]) {
    case ("$ref", let name as String):
      let definitions = root["definitions"] as? [String: Any]
      let target = definitions?[String(name.dropFirst("#/definitions/".count))]
      return (target as? [String: Any]).map { complaints(value, $0, path: path) }
    case ("type", let type as String): return verdict(Self.isOf(type, value))
    case ("allOf", let all as [[String: Any]]):
      return all.flatMap { complaints(value, $0, path: path) }
    case ("anyOf", let any as [[String: Any]]):
      return verdict(any.contains { complaints(value, $0, path: path).isEmpty })
    case ("oneOf", let any as [[String: Any]]):
      return verdict(any.filter { complaints(value, $0, path: path).isEmpty }.count == 1)
    case ("enum", let words as [String]): return verdict(value.text.map(words.contains) ?? false)
    case ("pattern", let pattern as String):
      return verdict(value.text?.range(of: pattern, options: .regularExpression) != nil)
    case ("minLength", let length as Int): return verdict((value.text?.count ?? 0) >= length)
    case ("maxLength", let length as Int): return verdict((value.text?.count ?? 0) <= length)
    case ("minimum", let least as UInt64):
      return verdict(value.text.flatMap(wholeNumber).map { $0 >= least } ?? false)
    case ("maximum", let most as UInt64):
      return verdict(value.text.flatMap(wholeNumber).map { $0 <= most } ?? false)
    case ("items", let items as [String: Any]):
      guard case .list(let elements) = value.content else { return [] }
      return elements.enumerated().flatMap { complaints($1, items, path: "\(path)[\($0)]") }
    case ("required", let names as [String]):
      return names.filter { value[$0] == nil }.map { "\(path): required \($0)" }
    case ("additionalProperties", false as Bool):
      let known = (schema["properties"] as? [String: Any] ?? [:]).keys
      guard case .mapping(let entries) = value.content else { return [] }
      return entries.filter { !known.contains($0.key.value) }
        .map { "\(path): unknown \($0.key.value)" }
    case ("properties", let properties as [String: [String: Any]]):
      guard case .mapping(let entries) = value.content else { return [] }
      return entries.flatMap { entry in
        properties[entry.key.value].map {
          complaints(entry.value, $0, path: "\(path).\(entry.key.value)")
        } ?? []
      }
    default: return nil
    }
  }

  private static func isOf(_ type: String, _ value: YAMLValue) -> Bool {
    switch (type, value.content) {
    case ("object", .mapping), ("array", .list), ("string", .scalar): true
    case ("integer", .scalar(let text)): wholeNumber(text) != nil
    case ("boolean", .scalar(let text)): ["true", "false"].contains(text)
    default: false
    }
  }
}

extension YAMLValue {
  fileprivate var text: String? {
    if case .scalar(let text) = content { return text }
    return nil
  }

  fileprivate subscript(key: String) -> YAMLValue? {
    guard case .mapping(let entries) = content else { return nil }
    return entries.first { $0.key.value == key }?.value
  }
}
