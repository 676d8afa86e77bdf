import Core

extension Configuration {
  /// What the image checks of the VMs before it looks at the board.
  func verify(scratch machine: inout VirtualMachineConfiguration) throws(ConfigurationError) {
    var claims = Claims()
    claims.share(sharedCores)
    for index in 0..<virtualMachineCount {
      try decode(virtualMachine: index, into: &machine)
      do throws(ConfigurationError) {
        try claims.add(&machine)
      } catch {
        throw ConfigurationError(error.kind, error.field, virtualMachine: UInt8(index))
      }
    }
  }
}
