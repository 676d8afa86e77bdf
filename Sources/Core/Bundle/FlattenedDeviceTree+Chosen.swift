/// Following the names in /chosen and /aliases.
extension FlattenedDeviceTree {
  /// The node that /chosen gives for standard output: a path or an alias, before any options that
  /// follow a colon (specification, section 3.6).
  public var standardOutput: Node? {
    guard let chosen = node(atPath: "/chosen"),
      let property = property("stdout-path", of: chosen)
    else { return nil }
    let text = string(property)
    var end = 0
    while let byte = text.byte(at: end), byte != UInt8(ascii: ":") { end &+= 1 }
    let name = text.slice(0, count: end)
    if name.byte(at: 0) == UInt8(ascii: "/") { return node(atPath: name) }
    guard let aliases = node(atPath: "/aliases"),
      let alias = self.property(named: name, of: aliases)
    else { return nil }
    return node(atPath: string(alias))
  }

  /// The place of the text in a list of zero-terminated strings.
  public func index(of text: StaticString, in property: Property) -> Int? {
    let value = bytes(of: property)
    var start = 0
    var index = 0
    repeat {
      if value.byte(behind: text.bytes, at: start) == 0 { return index }
      index &+= 1
    } while value.moveBehindZero(&start)
    return nil
  }
}
