/// The reader of a bundle's configuration part.
///
/// How the image uses it: create it from the bundle, decode the machine, call `verify` once with the
/// board's description (everything a VM states, whatever must not be shared by two VMs, and what the
/// board has); afterwards decode one VM at a time. Nothing is kept but the view on the tree, so that
/// sixteen VMs need no more memory than one.
public struct Configuration: ~Escapable {
  package let tree: FlattenedDeviceTree
  let bundle: Bundle
  public let virtualMachineCount: Int
  #if MARTLET_SHARING
    /// None where no pool is shared.
    public let poolCount: Int
  #endif
  #if MARTLET_SERVICE
    public let channelCount: Int
  #endif

  /// Opens the configuration of a bundle. The part's digest is the caller's to verify first.
  @_lifetime(copy bundle)
  public init(_ bundle: Bundle) throws(ConfigurationError) {
    self.bundle = bundle
    do {
      tree = try FlattenedDeviceTree(bundle.configuration)
    } catch {
      throw ConfigurationError(.foreign, .compatible)
    }
    guard tree.isCompatible(tree.root, with: ConfigurationField.compatibleValue) else {
      throw ConfigurationError(.foreign, .compatible)
    }
    var count = 0
    #if MARTLET_SHARING
      var pools = 0
    #endif
    #if MARTLET_SERVICE
      var channels = 0
    #endif
    var child = tree.firstChild(of: tree.root)
    while let node = child {
      #if MARTLET_SERVICE
        // Behind VMs and pools.
        if Self.isNumbered(tree, node, .channel) {
          channels &+= 1
          guard channels <= ChannelPlatform.mostChannels else {
            throw ConfigurationError(.tooMany, .channel)
          }
          child = tree.nextSibling(of: node)
          continue
        }
        guard channels == 0 else { throw ConfigurationError(.outOfRange, .channel) }
      #endif
      #if MARTLET_SHARING
        // Behind the VMs. No pool is without a core of its own.
        if tree.matches(node, "pool") {
          pools &+= 1
          guard pools <= BoardDescription.maximumCores else {
            throw ConfigurationError(.tooMany, .cores)
          }
          child = tree.nextSibling(of: node)
          continue
        }
        guard pools == 0 else { throw ConfigurationError(.outOfRange, .virtualMachine) }
      #endif
      guard Self.isNumbered(tree, node, .virtualMachine) else {
        throw ConfigurationError(.outOfRange, .virtualMachine)
      }
      count &+= 1
      guard count <= MachineConfiguration.maximumVirtualMachines else {
        throw ConfigurationError(.tooMany, .virtualMachine)
      }
      child = tree.nextSibling(of: node)
    }
    guard count > 0 else { throw ConfigurationError(.missing, .virtualMachine) }
    virtualMachineCount = count
    #if MARTLET_SHARING
      poolCount = pools
    #endif
    #if MARTLET_SERVICE
      channelCount = channels
    #endif
  }

  /// Whether the node is called like the field, with a unit address.
  static func isNumbered(
    _ tree: FlattenedDeviceTree, _ node: FlattenedDeviceTree.Node, _ field: ConfigurationField
  ) -> Bool {
    let place = node.offset &+ FlattenedDeviceTreeToken.nameDistance
    return tree.bytes.byte(behind: field.name, at: place) == UInt8(ascii: "@")
  }

  /// Reads what concerns the machine as a whole.
  public func decode(into machine: inout MachineConfiguration) throws(ConfigurationError) {
    let root = tree.root
    let mode = try cell(.consoleMode, root)
    guard let consoleMode = MachineConfiguration.ConsoleMode(rawValue: mode) else {
      throw ConfigurationError(.outOfRange, .consoleMode)
    }
    machine.consoleMode = consoleMode
    let focus = try cell(.consoleFocus, root)
    guard focus < UInt32(virtualMachineCount) else {
      throw ConfigurationError(.outOfRange, .consoleFocus)
    }
    machine.consoleFocus = Int(focus)
    let escape = try cell(.consoleEscape, root)
    guard escape <= 0x7F else { throw ConfigurationError(.outOfRange, .consoleEscape) }
    machine.consoleEscape = UInt8(escape)
  }

  /// The root `compatible` that the board's tree must list.
  public var boardCompatible: RawSpan {
    @_lifetime(copy self)
    get {
      guard
        let property = tree.property(named: ConfigurationField.boardCompatible.name, of: tree.root)
      else { return tree.bytes.slice(0, count: 0) }
      return tree.string(property)
    }
  }
}
