/// Why a bundle is refused. Numbers are indices in the part table.
public enum BundleError: Error, Equatable {
  /// Fewer bytes than the header, the part table or the stated length.
  case truncated
  /// The bundle's magic is not at the start.
  case foreign
  case unknownVersion(UInt32)
  /// More parts than `BundleFormat.maximumPartCount`.
  case tooManyParts(UInt32)
  /// The part table does not have the digest in the header.
  case damagedTable
  /// A part's kind is not one of `BundlePart.Kind`, or a reserved field is not zero.
  case unknownPart(Int)
  /// A part does not start on a multiple of 4 KiB.
  case misalignedPart(Int)
  /// A part does not lie between the part table and the end.
  case partOutOfBounds(Int)
  /// A part starts before the one before it ends.
  case overlappingPart(Int)
  /// The first part is not the configuration.
  case configurationMissing
  /// A configuration beyond the first.
  case secondConfiguration(Int)
  /// A part's bytes do not have the digest in the table.
  case damagedPart(Int)

  /// The reason in words, for the console.
  public var reason: StaticString {
    switch self {
    case .truncated: "the bundle is cut short"
    case .foreign: "no bundle behind the image (no MARTLETB)"
    case .unknownVersion: "the bundle has an unknown version"
    case .tooManyParts: "the bundle has too many parts"
    case .damagedTable: "the bundle's part table is damaged"
    case .unknownPart: "a bundle part is of an unknown kind"
    case .misalignedPart: "a bundle part is misaligned"
    case .partOutOfBounds: "a bundle part lies outside the bundle"
    case .overlappingPart: "two bundle parts overlap"
    case .configurationMissing: "the bundle does not start with a configuration"
    case .secondConfiguration: "the bundle has two configurations"
    case .damagedPart: "a bundle part is damaged (wrong SHA-256)"
    }
  }

  /// The index of the part that is wrong, or the number that was not understood.
  public var detail: UInt64? {
    switch self {
    case .truncated, .foreign, .damagedTable, .configurationMissing: nil
    case .unknownVersion(let number), .tooManyParts(let number): UInt64(number)
    case .unknownPart(let part), .misalignedPart(let part), .partOutOfBounds(let part),
      .overlappingPart(let part), .secondConfiguration(let part), .damagedPart(let part):
      UInt64(truncatingIfNeeded: part)
    }
  }
}
