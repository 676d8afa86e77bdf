private import Yams

// Yams refuses a mapping with a key twice and reports one such mapping at a time. A scenario is told
// everything at once, so before a second attempt the first of the two keys is overwritten, in place
// and at the same length, by letters of Unicode's private use area; its true name is remembered and
// put back into the tree. Nothing else in the file moves, so that every position stays right.

extension YAMLValue {
  /// Aliases can make a small file unfold into an endless one; no honest scenario comes near this.
  private static let largestTree = 100_000
  private static let privateLetters: ClosedRange<UInt32> = 0xE000...0xF8FF

  /// Reads a file's text. Nil when it is no YAML or holds nothing; the reason is in `diagnostics`.
  static func parse(_ text: String, diagnostics: inout DiagnosticList) -> YAMLValue? {
    var lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
      .map(Array.init)
    var trueNames: [String: String] = [:]

    if let letter = lines.joined().first(where: { privateLetters.contains($0.value) }) {
      diagnostics.error(
        "the file holds the private-use character U+\(String(letter.value, radix: 16))",
        at: .start, remedy: "remove it")
      return nil
    }

    while true {
      let attempt = lines.map { line in
        var characters = String.UnicodeScalarView()
        characters.append(contentsOf: line)
        return String(characters)
      }.joined(separator: "\n")
      do {
        guard let root = try Yams.compose(yaml: attempt) else {
          diagnostics.error(
            "the file holds no scenario", at: .start,
            remedy: "write at least `name:` and `vms:`, or begin with `martlet new`")
          return nil
        }
        var budget = largestTree
        let tree = convert(root, trueNames: trueNames, budget: &budget)
        guard budget > 0 else {
          diagnostics.error(
            "the file unfolds into more than \(largestTree) values", at: tree.position,
            remedy: "use fewer YAML aliases")
          return nil
        }
        return tree
      } catch {
        guard case YamlError.duplicatedKeysInMapping(_, let context) = error,
          overwriteKey(at: context.mark, in: &lines, trueNames: &trueNames)
        else {
          report(error, diagnostics: &diagnostics)
          return nil
        }
      }
    }
  }

  /// Replaces the key at `mark` by a name that nothing else has. False when that is not possible.
  private static func overwriteKey(
    at mark: Mark, in lines: inout [[Unicode.Scalar]], trueNames: inout [String: String]
  ) -> Bool {
    guard lines.indices.contains(mark.line - 1),
      let letter = Unicode.Scalar(privateLetters.lowerBound + UInt32(trueNames.count)),
      privateLetters.contains(letter.value)
    else { return false }
    var line = lines[mark.line - 1]
    var start = mark.column - 1
    guard line.indices.contains(start) else { return false }
    let quote: Unicode.Scalar? = line[start] == "\"" || line[start] == "'" ? line[start] : nil
    if quote != nil { start += 1 }
    guard let end = line[start...].firstIndex(where: { $0 == (quote ?? ":") }), end > start
    else { return false }
    var name = String.UnicodeScalarView()
    name.append(contentsOf: line[start..<end])
    let stands = String(repeating: Character(letter), count: end - start)
    line.replaceSubrange(start..<end, with: stands.unicodeScalars)
    lines[mark.line - 1] = line
    trueNames[stands] = String(String(name).trimmingSuffix { $0 == " " })
    return true
  }

  private static func convert(
    _ node: Node, trueNames: [String: String], budget: inout Int
  ) -> YAMLValue {
    let position = node.mark.map { SourcePosition(line: $0.line, column: $0.column) } ?? .start
    budget -= 1
    guard budget > 0 else { return YAMLValue(content: .empty, position: position) }
    switch node {
    case .scalar(let scalar):
      let isEmpty = scalar.style == .plain && ["", "~", "null"].contains(scalar.string)
      return YAMLValue(content: isEmpty ? .empty : .scalar(scalar.string), position: position)
    case .sequence(let sequence):
      var list: [YAMLValue] = []
      for element in sequence {
        list.append(convert(element, trueNames: trueNames, budget: &budget))
      }
      return YAMLValue(content: .list(list), position: position)
    case .mapping(let mapping):
      var entries: [Entry] = []
      for (key, value) in mapping {
        let name = key.scalar?.string ?? "?"
        let place = key.mark.map { SourcePosition(line: $0.line, column: $0.column) } ?? position
        var value = convert(value, trueNames: trueNames, budget: &budget)
        // YAML has no place for what is not there; the key is where to look.
        if case .empty = value.content { value.position = place }
        entries.append(Entry(key: Located(trueNames[name] ?? name, at: place), value: value))
      }
      return YAMLValue(content: .mapping(entries), position: position)
    case .alias:
      // Yams' composer puts the value itself here.
      return YAMLValue(content: .empty, position: position)
    }
  }

  private static func report(_ error: any Error, diagnostics: inout DiagnosticList) {
    func place(_ mark: Mark) -> SourcePosition {
      SourcePosition(line: max(1, mark.line), column: max(1, mark.column))
    }
    switch error {
    case YamlError.scanner(let context, let problem, let mark, _),
      YamlError.parser(let context, let problem, let mark, _),
      YamlError.composer(let context, let problem, let mark, _):
      if problem.contains("undefined alias") {
        diagnostics.error(
          "this alias stands for nothing, or for a value that it is itself a part of",
          at: place(mark), remedy: "define its anchor (`&name`) on an earlier, finished value")
      } else if problem.contains("another document") {
        diagnostics.error(
          "a second YAML document begins", at: place(mark), remedy: "keep one scenario in one file")
      } else {
        let setting = context.map { " \($0.text)" } ?? ""
        diagnostics.error(
          "this is not YAML: \(problem)\(setting)", at: place(mark),
          remedy: "check indentation, quotes and brackets here and just before")
      }
    case YamlError.reader(let problem, let offset, _, _):
      diagnostics.error(
        "the file holds a character that YAML does not allow (\(problem), at byte \(offset ?? 0))",
        at: .start, remedy: "save the file as plain UTF-8 text")
    case YamlError.duplicatedKeysInMapping(let keys, let context):
      diagnostics.error(
        "\(alternatives(keys, joinedBy: "and")) stands here twice", at: place(context.mark),
        remedy: "keep one of them")
    default:
      diagnostics.error(
        "this is not YAML: \(error)", at: .start, remedy: "check indentation, quotes and brackets")
    }
  }
}

extension String {
  fileprivate func trimmingSuffix(while predicate: (Character) -> Bool) -> Substring {
    var rest = self[...]
    while let last = rest.last, predicate(last) { rest.removeLast() }
    return rest
  }
}
