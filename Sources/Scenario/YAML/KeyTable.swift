/// The keys of one kind of mapping in a scenario file. There is one table for each kind; the YAML
/// reader, `docs/scenario.schema.json` and `docs/scenario.md` are made from the tables, so that a key
/// cannot be known to one of them and not to the others.
public struct KeyTable: Sendable {
  public struct Key: Sendable {
    public var name: String
    public var kind: ValueKind
    public var isRequired: Bool
    /// What holds when the key is left out, in words; nil for a required key.
    public var fallback: String?
    /// Sentences for the reference.
    public var meaning: String
    /// YAML that shows the key in use.
    public var example: String
    /// A key whose feature is not built yet: known, documented, and refused with that reason.
    public var comesLater: Bool

    public init(
      _ name: String, _ kind: ValueKind, required: Bool = false, fallback: String? = nil,
      meaning: String, example: String, comesLater: Bool = false
    ) {
      self.name = name
      self.kind = kind
      self.isRequired = required
      self.fallback = fallback
      self.meaning = meaning
      self.example = example
      self.comesLater = comesLater
    }
  }

  /// Anchor in the reference and name of the schema's definition, such as `vm`.
  public var name: String
  /// With its article, for messages: "a VM".
  public var title: String
  public var meaning: String
  public var keys: [Key]
  /// Keys of which a mapping has one and only one.
  public var exactlyOneOf: [String]

  public init(
    _ name: String, title: String, meaning: String, exactlyOneOf: [String] = [], keys: [Key]
  ) {
    self.name = name
    self.title = title
    self.meaning = meaning
    self.exactlyOneOf = exactlyOneOf
    self.keys = keys
  }

  public subscript(name: String) -> Key? { keys.first { $0.name == name } }
}
