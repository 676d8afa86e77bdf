/// Why a checked scenario cannot be laid out after all. The checker meets the same reasons earlier and
/// tells the place in the file; these are for an image that is larger than it assumed.
public enum PlanningError: Error, Equatable, CustomStringConvertible {
  case memory(machine: String)
  case payload(machine: String, GuestLayoutError)
  case noSpareInterrupt(machine: String)
  case channel(String)
  case reserve

  public var description: String {
    switch self {
    case .memory(let machine):
      "the board has no room for the memory of VM \"\(machine)\" beside the hypervisor's image"
    case .payload(let machine, let error): "VM \"\(machine)\": \(error)"
    case .noSpareInterrupt(let machine):
      "the board has no spare interrupt left for the devices of VM \"\(machine)\""
    case .channel(let name):
      "the board has no room for the memory of channel \"\(name)\" beside the hypervisor's image"
    case .reserve:
      "the board has no room for the memory of the reserve beside the hypervisor's image"
    }
  }
}
