/// A YAML value that still knows where it is written.
struct YAMLValue: Sendable {
  struct Entry: Sendable {
    var key: Located<String>
    var value: YAMLValue
  }

  enum Content: Sendable {
    /// Nothing at all, as in `key:` with nothing behind it.
    case empty
    /// The text as written. Whether it is a number or a name is for the reader to say, not for
    /// YAML's guess: a VM may be called `on`.
    case scalar(String)
    case list([YAMLValue])
    /// In the order written; a key can be here twice.
    case mapping([Entry])
  }

  var content: Content
  var position: SourcePosition

  /// For messages: what kind of thing stands there.
  var kindName: String {
    switch content {
    case .empty: "nothing"
    case .scalar(let text): "\"\(text.count > 40 ? text.prefix(40) + "…" : text[...])\""
    case .list: "a list"
    case .mapping: "a mapping"
    }
  }
}
