/// Reading single values, with the error that names what is wrong.
extension Configuration {
  func property(
    _ field: ConfigurationField, _ node: FlattenedDeviceTree.Node, virtualMachine: Int?
  ) throws(ConfigurationError) -> FlattenedDeviceTree.Property {
    guard let property = tree.property(field.name, of: node) else {
      throw .missing(field, virtualMachine: virtualMachine)
    }
    return property
  }

  /// A property of exactly one cell.
  func cell(
    _ field: ConfigurationField, _ node: FlattenedDeviceTree.Node, virtualMachine: Int?
  ) throws(ConfigurationError) -> UInt32 {
    let property = try property(field, node, virtualMachine: virtualMachine)
    guard tree.byteCount(of: property) == 4, let cell = tree.cell(property) else {
      throw .missing(field, virtualMachine: virtualMachine)
    }
    return cell
  }

  /// A property of exactly two cells.
  func number(
    _ field: ConfigurationField, _ node: FlattenedDeviceTree.Node, virtualMachine: Int?
  ) throws(ConfigurationError) -> UInt64 {
    let property = try property(field, node, virtualMachine: virtualMachine)
    guard tree.byteCount(of: property) == 8, let number = tree.doubleCell(property) else {
      throw .missing(field, virtualMachine: virtualMachine)
    }
    return number
  }

  /// A text that is not empty, without control characters.
  func readText<let capacity: Int>(
    _ field: ConfigurationField, _ node: FlattenedDeviceTree.Node, virtualMachine: Int?,
    into list: inout BoundedList<capacity, UInt8>
  ) throws(ConfigurationError) {
    let text = tree.string(try property(field, node, virtualMachine: virtualMachine))
    guard text.byteCount > 0 else { throw .missing(field, virtualMachine: virtualMachine) }
    var index = 0
    while let byte = text.byte(at: index) {
      // These names are printed: nothing that could steer a terminal.
      guard byte >= 0x20, byte < 0x7F else {
        throw .outOfRange(field, virtualMachine: virtualMachine)
      }
      guard list.append(byte) else { throw .tooMany(field, virtualMachine: virtualMachine) }
      index &+= 1
    }
  }

  /// The three numbers of a memory or pass-through node.
  func window(
    _ field: ConfigurationField, _ node: FlattenedDeviceTree.Node, virtualMachine: Int
  ) throws(ConfigurationError) -> VirtualMachineConfiguration.Window {
    let window = VirtualMachineConfiguration.Window(
      guest: AddressRange(
        start: try number(.guest, node, virtualMachine: virtualMachine),
        size: try number(.size, node, virtualMachine: virtualMachine)),
      physical: try number(.physical, node, virtualMachine: virtualMachine))
    guard (window.guest.start | window.guest.size | window.physical) & 0xFFF == 0 else {
      throw .misaligned(field, virtualMachine: virtualMachine)
    }
    guard window.guest.size > 0, let guestEnd = window.guest.end, guestEnd <= 1 << 48,
      let physicalEnd = window.physicalRange.end, physicalEnd <= 1 << 48
    else { throw .outOfRange(field, virtualMachine: virtualMachine) }
    return window
  }
}
