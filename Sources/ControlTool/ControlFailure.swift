/// Why the device could not be asked.
public enum ControlFailure: Error, Sendable {
  case noDevice
  case noPermission
  case otherDevice
  case otherVersion
  case isTaken
  case noAnswer
  case nonsense

  /// What is wrong, and what would be right.
  var sentence: StaticString {
    switch self {
    case .noDevice:
      "this machine has no control device (PCI 1af4:10f0): run it in the VM with `role: service`"
    case .noPermission: "the control device cannot be opened: run as root"
    case .otherDevice: "the PCI function 1af4:10f0 is something else than a control device"
    case .otherVersion:
      "the control device speaks another version: take the martletctl of its hypervisor"
    case .isTaken: "another martletctl is at it: wait until it is done"
    case .noAnswer: "the control device does not answer"
    case .nonsense: "the control device answers what cannot be understood"
    }
  }
}
