/// Reading single values, with the error that names what is wrong.
extension Configuration {
  func property(
    _ field: ConfigurationField, _ node: FlattenedDeviceTree.Node
  ) throws(ConfigurationError) -> FlattenedDeviceTree.Property {
    guard let property = tree.property(named: field.name, of: node) else {
      throw ConfigurationError(.missing, field)
    }
    return property
  }

  /// A property of exactly one cell.
  func cell(
    _ field: ConfigurationField, _ node: FlattenedDeviceTree.Node
  ) throws(ConfigurationError) -> UInt32 {
    let property = try property(field, node)
    guard tree.byteCount(of: property) == 4, let cell = tree.cell(property) else {
      throw ConfigurationError(.missing, field)
    }
    return cell
  }

  /// A property of exactly two cells.
  func number(
    _ field: ConfigurationField, _ node: FlattenedDeviceTree.Node
  ) throws(ConfigurationError) -> UInt64 {
    let property = try property(field, node)
    guard tree.byteCount(of: property) == 8, let number = tree.doubleCell(property) else {
      throw ConfigurationError(.missing, field)
    }
    return number
  }

  #if MARTLET_SERVICE
    func has(_ field: ConfigurationField, _ node: FlattenedDeviceTree.Node) -> Bool {
      tree.property(named: field.name, of: node) != nil
    }

    /// Number `index` of a property of exactly `count`, of two cells each.
    func number(
      _ field: ConfigurationField, _ node: FlattenedDeviceTree.Node, at index: Int, of count: Int
    ) throws(ConfigurationError) -> UInt64 {
      let property = try property(field, node)
      guard tree.byteCount(of: property) == 8 &* count,
        let number = tree.doubleCell(property, at: 2 &* index)
      else { throw ConfigurationError(.missing, field) }
      return number
    }
  #endif

  /// A text that is not empty, without control characters.
  func readText<let capacity: Int>(
    _ field: ConfigurationField, _ node: FlattenedDeviceTree.Node,
    into list: inout BoundedList<capacity, UInt8>
  ) throws(ConfigurationError) {
    let text = tree.string(try property(field, node))
    guard text.byteCount > 0 else { throw ConfigurationError(.missing, field) }
    var index = 0
    while let byte = text.byte(at: index) {
      // These names are printed: nothing that could steer a terminal.
      guard byte >= 0x20, byte < 0x7F else {
        throw ConfigurationError(.outOfRange, field)
      }
      guard list.append(byte) else { throw ConfigurationError(.tooMany, field) }
      index &+= 1
    }
  }

  /// The three numbers of a memory or pass-through node, clear of the VM's others.
  func window(
    _ field: ConfigurationField, _ node: FlattenedDeviceTree.Node,
    _ machine: inout VirtualMachineConfiguration
  ) throws(ConfigurationError) -> VirtualMachineConfiguration.Window {
    let window = VirtualMachineConfiguration.Window(
      guest: AddressRange(
        start: try number(.guest, node),
        size: try number(.size, node)),
      physical: try number(.physical, node))
    guard (window.guest.start | window.guest.size | window.physical) & 0xFFF == 0 else {
      throw ConfigurationError(.misaligned, field)
    }
    guard window.guest.size > 0, let guestEnd = window.guest.end, guestEnd <= 1 << 48,
      let physicalEnd = window.physicalRange.end, physicalEnd <= 1 << 48
    else { throw ConfigurationError(.outOfRange, field) }
    guard !machine.isTaken(window.guest) else { throw ConfigurationError(.overlapping, field) }
    return window
  }
}
