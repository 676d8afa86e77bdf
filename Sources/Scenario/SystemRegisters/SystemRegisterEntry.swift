internal import Core

/// A system register, or a family whose members differ in one or two fields of the encoding.
public struct SystemRegisterEntry: Equatable, Sendable {
  /// As Arm names it; `<n>` where it is a family.
  public let name: String
  /// op0, op1, CRn, CRm, op2; a family has more than one value in some of them.
  public let fields: [ClosedRange<UInt32>]

  /// One line of the table: the name, then the five fields, each a number or `low-high`.
  init(line: Substring) {
    let words = line.split(separator: " ")
    precondition(words.count == 6, "not a register: \(line)")
    name = String(words[0])
    fields = words.dropFirst().map { word in
      let bounds = word.split(separator: "-").compactMap { UInt32($0) }
      guard let low = bounds.first, let high = bounds.last, low <= high else {
        preconditionFailure("not a field: \(line)")
      }
      return low...high
    }
  }

  /// Every encoding of the entry, as `[op0, op1, CRn, CRm, op2]`.
  public var encodings: [[UInt32]] {
    fields.reduce([[]]) { heads, field in heads.flatMap { head in field.map { head + [$0] } } }
  }

  /// As assembly writes a register that it has no name for: `S3_0_C1_C0_0`.
  var assembly: String {
    let texts = fields.map {
      $0.count == 1 ? "\($0.lowerBound)" : "(\($0.lowerBound)…\($0.upperBound))"
    }
    return "S\(texts[0])_\(texts[1])_C\(texts[2])_C\(texts[3])_\(texts[4])"
  }
}
