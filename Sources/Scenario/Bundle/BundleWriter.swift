internal import Core

/// Lays parts out as a bundle. The format is written down at `BundleFormat`.
public struct BundleWriter {
  public struct Part: Sendable, Equatable {
    public var kind: Kind
    public var bytes: [UInt8]
  }

  /// The kinds of parts, as in `BundlePart.Kind`.
  public enum Kind: Sendable {
    case configuration, guestDeviceTree, payload, initialRamdisk, bootFlash
  }

  public private(set) var parts: [Part] = []

  /// A bundle that starts with this configuration.
  public init(configuration: [UInt8]) {
    parts = [Part(kind: .configuration, bytes: configuration)]
  }

  init(parts: [Part]) { self.parts = parts }

  /// The length of the bundle made of parts of these lengths.
  public static func length(ofParts lengths: [Int]) -> Int {
    var end = BundleFormat.headerSize + lengths.count * BundleFormat.entrySize
    for length in lengths { end = align(end) + length }
    return align(end)
  }

  private static func align(_ offset: Int) -> Int {
    (offset + BundleFormat.partAlignment - 1) & ~(BundleFormat.partAlignment - 1)
  }

  /// The bundle's bytes, a whole number of 4 KiB.
  public func write() -> [UInt8] {
    var table: [UInt8] = []
    var offset = BundleFormat.headerSize + parts.count * BundleFormat.entrySize
    var starts: [Int] = []
    for part in parts {
      offset = Self.align(offset)
      starts.append(offset)
      table.append(littleEndian: part.kind.number)
      table.append(littleEndian: UInt32(0))
      table.append(littleEndian: UInt64(offset))
      table.append(littleEndian: UInt64(part.bytes.count))
      table += SHA256Digest(hashing: part.bytes).bytes
      table.append(littleEndian: UInt64(0))
      offset += part.bytes.count
    }
    let total = Self.align(offset)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(total)
    bytes.append(littleEndian: BundleFormat.magic)
    bytes.append(littleEndian: BundleFormat.version)
    bytes.append(littleEndian: UInt32(parts.count))
    bytes.append(littleEndian: UInt64(total))
    bytes.append(littleEndian: UInt64(0))
    bytes += SHA256Digest(hashing: table).bytes
    bytes += [UInt8](repeating: 0, count: 32)
    bytes += table
    for (part, start) in zip(parts, starts) {
      bytes += [UInt8](repeating: 0, count: start - bytes.count)
      bytes += part.bytes
    }
    bytes += [UInt8](repeating: 0, count: total - bytes.count)
    return bytes
  }
}

extension BundleWriter.Kind {
  var number: UInt32 {
    switch self {
    case .configuration: BundlePart.Kind.configuration.rawValue
    case .guestDeviceTree: BundlePart.Kind.guestDeviceTree.rawValue
    case .payload: BundlePart.Kind.payload.rawValue
    case .initialRamdisk: BundlePart.Kind.initialRamdisk.rawValue
    case .bootFlash: BundlePart.Kind.bootFlash.rawValue
    }
  }
}

extension [UInt8] {
  mutating func append(littleEndian number: some FixedWidthInteger & UnsignedInteger) {
    for shift in stride(from: 0, to: number.bitWidth, by: 8) {
      append(UInt8(truncatingIfNeeded: number >> shift))
    }
  }
}
