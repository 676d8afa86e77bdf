/// An entry of a bundle's part table, checked to lie inside its bundle.
public struct BundlePart: Equatable, BitwiseCopyable, Sendable {
  public enum Kind: UInt32, BitwiseCopyable, Sendable {
    case configuration = 1
    case guestDeviceTree = 2
    case payload = 3
    case initialRamdisk = 4
    case bootFlash = 5
  }

  public let kind: Kind
  /// Offset from the bundle's start, in bytes.
  public let start: Int
  /// Length in bytes.
  public let count: Int
}
