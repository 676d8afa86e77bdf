/// The reader of a bundle: everything that `martlet build` puts behind the hypervisor.
///
/// Creation checks the header and the part table; `verify` hashes the parts. The bytes are whatever a
/// boot loader left in memory, so nothing is believed before it is checked, and nothing here traps.
public struct Bundle: ~Escapable {
  private let bytes: RawSpan
  public let partCount: Int
  /// Length of the whole bundle in bytes, header and table included.
  public let byteCount: Int

  /// Reads the bundle at the start of `bytes`, which may go on after the bundle's end.
  @_lifetime(copy bytes)
  public init(_ bytes: RawSpan, mixing mix: SHA256.Mixer = SHA256.portable) throws(BundleError) {
    guard let magic = bytes.littleEndianDoubleWord(at: 0) else { throw .truncated }
    guard magic == BundleFormat.magic else { throw .foreign }
    guard let version = bytes.littleEndianWord(at: BundleFormat.versionOffset),
      let count = bytes.littleEndianWord(at: BundleFormat.partCountOffset),
      let length = bytes.littleEndianDoubleWord(at: BundleFormat.lengthOffset),
      let tableDigest = SHA256Digest(bytes, at: BundleFormat.tableDigestOffset)
    else { throw .truncated }
    guard version == BundleFormat.version else { throw .unknownVersion }
    guard count <= BundleFormat.maximumPartCount else { throw .tooManyParts }
    let tableSize = Int(count) &* BundleFormat.entrySize
    guard length <= UInt64(bytes.byteCount),
      length >= UInt64(BundleFormat.headerSize &+ tableSize)
    else { throw .truncated }
    self.bytes = bytes.slice(0, count: Int(length))
    partCount = Int(count)
    byteCount = Int(length)
    let table = bytes.slice(BundleFormat.headerSize, count: tableSize)
    guard SHA256.digest(of: table, mixing: mix) == tableDigest else { throw .damagedTable }
    try checkTable(end: BundleFormat.headerSize &+ tableSize)
  }

  private func checkTable(end: Int) throws(BundleError) {
    var end = end
    var index = 0
    while index < partCount {
      let part = try readPart(index)
      guard part.start & (BundleFormat.partAlignment &- 1) == 0 else {
        throw .misalignedPart
      }
      guard part.start >= end else { throw .overlappingPart }
      if index == 0 {
        guard part.kind == .configuration else { throw .configurationMissing }
      } else if part.kind == .configuration {
        throw .secondConfiguration
      }
      end = part.start &+ part.count
      index &+= 1
    }
    guard partCount > 0 else { throw .configurationMissing }
  }

  private func readPart(_ index: Int) throws(BundleError) -> BundlePart {
    let entry = BundleFormat.headerSize &+ index &* BundleFormat.entrySize
    guard
      let kindNumber = bytes.littleEndianWord(at: entry &+ BundleFormat.entryKindOffset),
      let reserved = bytes.littleEndianWord(at: entry &+ BundleFormat.entryReservedOffset),
      let start = bytes.littleEndianDoubleWord(at: entry &+ BundleFormat.entryStartOffset),
      let count = bytes.littleEndianDoubleWord(at: entry &+ BundleFormat.entryLengthOffset),
      let tail = bytes.littleEndianDoubleWord(at: entry &+ BundleFormat.entryTailOffset)
    else { throw .truncated }
    guard let kind = BundlePart.Kind(rawValue: kindNumber), reserved == 0, tail == 0 else {
      throw .unknownPart
    }
    guard start <= UInt64(byteCount), count <= UInt64(byteCount) &- start else {
      throw .partOutOfBounds
    }
    return BundlePart(kind: kind, start: Int(start), count: Int(count))
  }

  /// The part at `index` of the table; nil outside it.
  public func part(at index: Int) -> BundlePart? {
    guard index >= 0, index < partCount else { return nil }
    do {
      return try readPart(index)
    } catch {
      return nil
    }
  }

  /// The bytes of a part of this bundle.
  @_lifetime(copy self)
  public func contents(of part: BundlePart) -> RawSpan {
    bytes.slice(part.start, count: part.count)
  }

  /// The bytes of the configuration.
  public var configuration: RawSpan {
    @_lifetime(copy self)
    get {
      guard let part = part(at: 0) else { return bytes.slice(0, count: 0) }
      return contents(of: part)
    }
  }

  /// What the table says of a part.
  func digest(ofPart index: Int) -> SHA256Digest? {
    SHA256Digest(
      bytes,
      at: BundleFormat.headerSize &+ index &* BundleFormat.entrySize
        &+ BundleFormat.entryDigestOffset)
  }

  /// Hashes one part and compares it with the table. O(length of the part).
  private func verifyPart(_ index: Int, _ mix: SHA256.Mixer) throws(BundleError) {
    guard let part = part(at: index), let digest = digest(ofPart: index) else {
      throw .partOutOfBounds
    }
    guard SHA256.digest(of: contents(of: part), mixing: mix) == digest else { throw .damagedPart }
  }

  /// Hashes every part.
  public func verify(mixing mix: SHA256.Mixer = SHA256.portable) throws(BundleError) {
    var index = 0
    while index < partCount {
      try verifyPart(index, mix)
      index &+= 1
    }
  }
}
