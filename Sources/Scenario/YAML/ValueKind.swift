/// What may stand behind a key. The reader's messages, the JSON Schema and the reference are all
/// made from this.
public indirect enum ValueKind: Sendable {
  /// Letters, digits, `-` and `_`, beginning with a letter; what may be printed in a console prefix.
  case name
  case text
  /// A file's path, relative to the scenario, or `cache:` and a path in Martlet's cache.
  case path
  case integer(ClosedRange<Int>)
  case boolean
  /// `16MiB`: a whole number of KiB, MiB, GiB or bytes.
  case size
  /// `5ms`: a whole number of ns, us, ms or s; the range is in nanoseconds.
  case time(ClosedRange<UInt64>)
  /// `0x4000_0000`.
  case address
  case choice([Choice])
  case list(of: ValueKind)
  case table(KeyTable)
  /// The first that fits by its shape.
  case either([ValueKind])

  /// One of a fixed set of words.
  public struct Choice: Sendable {
    public var word: String
    public var meaning: String
    /// The release that brings it; nil when it works today.
    public var comesLater: Bool

    public init(_ word: String, _ meaning: String, comesLater: Bool = false) {
      self.word = word
      self.meaning = meaning
      self.comesLater = comesLater
    }
  }

  /// In words, for messages: "a size such as 16MiB".
  public var description: String {
    switch self {
    case .name: "a name of letters, digits, - and _"
    case .text: "text"
    case .path: "a file's path"
    case .integer(let range): "a whole number from \(range.lowerBound) to \(range.upperBound)"
    case .boolean: "true or false"
    case .size: "a size such as 16MiB"
    case .time(let range): "a time from \(TimeSpan.describe(range))"
    case .address: "an address such as 0x4000_0000"
    case .choice(let choices): alternatives(choices.filter { !$0.comesLater }.map(\.word))
    case .list(let element): "a list, each element \(element.description)"
    case .table(let table): "a mapping with \(table.title)'s keys"
    case .either(let kinds):
      kinds.map(\.description).joined(separator: ", or ")
    }
  }
}
