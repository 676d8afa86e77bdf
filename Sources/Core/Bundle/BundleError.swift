/// Why a bundle is refused.
public enum BundleError: UInt8, Error {
  /// Fewer bytes than the header, the part table or the stated length.
  case truncated
  /// The bundle's magic is not at the start.
  case foreign
  case unknownVersion
  /// More parts than `BundleFormat.maximumPartCount`.
  case tooManyParts
  /// The part table does not have the digest in the header.
  case damagedTable
  /// A part's kind is not one of `BundlePart.Kind`, or a reserved field is not zero.
  case unknownPart
  /// A part does not start on a multiple of 4 KiB.
  case misalignedPart
  /// A part does not lie between the part table and the end.
  case partOutOfBounds
  /// A part starts before the one before it ends.
  case overlappingPart
  /// The first part is not the configuration.
  case configurationMissing
  /// A configuration beyond the first.
  case secondConfiguration
  /// A part's bytes do not have the digest in the table.
  case damagedPart

  /// The reason in words, for the console.
  public var reason: RawSpan {
    @_lifetime(immortal)
    get { Self.reasons.row(rawValue, of: 48) }
  }

  private static var reasons: StaticString {
    """
    the bundle is cut short\0                        \
    no bundle behind the image (no MARTLETB)\0       \
    the bundle has an unknown version\0              \
    the bundle has too many parts\0                  \
    the bundle's part table is damaged\0             \
    a bundle part is of an unknown kind\0            \
    a bundle part is misaligned\0                    \
    a bundle part lies outside the bundle\0          \
    two bundle parts overlap\0                       \
    the bundle does not start with a configuration\0 \
    the bundle has two configurations\0              \
    a bundle part is damaged (wrong SHA-256)\0
    """
  }
}
