internal import Core
internal import Tracing

/// The hypervisor as built by `scripts/image`, checked to be one that this program can extend.
public struct HypervisorImage: Sendable {
  private let bytes: [UInt8]
  /// Length in memory, where the bundle starts; a multiple of 4 KiB.
  public let length: Int
  /// Whether the image has the hooks that tests use to provoke traps.
  public let hasTestHooks: Bool
  /// Whether the image keeps a trace of its events.
  public let isTraced: Bool
  /// Whether the image schedules virtual cores on pools that are shared.
  public let sharesCores: Bool
  /// Whether the image has channels between VMs.
  public let hasService: Bool
  /// The memory from the image's start that no VM can have, without the bundle and what grows with VMs.
  public var reservedSize: UInt64 {
    let trace = TraceLayout(accounts: 128, rings: 8, capacity: TraceLayout.usualCapacity)
    return UInt64(length) + (isTraced ? trace.size : 0)
  }

  /// Checks the headers of a flat hypervisor binary.
  public init(_ bytes: [UInt8]) throws(HypervisorImageError) {
    let span = bytes.span.raw
    guard let linuxMagic = span.littleEndianWord(at: ImageFormat.linuxMagicOffset),
      let magic = span.littleEndianDoubleWord(at: ImageFormat.magicOffset),
      let version = span.littleEndianWord(at: ImageFormat.versionOffset),
      let bundleVersion = span.littleEndianWord(at: ImageFormat.bundleVersionOffset),
      let length = span.littleEndianDoubleWord(at: ImageFormat.lengthOffset),
      let flags = span.littleEndianWord(at: ImageFormat.flagsOffset),
      linuxMagic == ImageFormat.linuxMagic, magic == ImageFormat.magic
    else { throw .foreign }
    guard version == ImageFormat.version, bundleVersion == BundleFormat.version else {
      throw .otherVersion(header: version, bundle: bundleVersion)
    }
    guard length % 4096 == 0, length >= UInt64(bytes.count), length <= 1 << 30 else {
      throw .impossibleLength(length)
    }
    self.bytes = bytes
    self.length = Int(length)
    hasTestHooks = flags & ImageFormat.testHooksFlag != 0
    sharesCores = flags & ImageFormat.sharingFlag != 0
    hasService = flags & ImageFormat.serviceFlag != 0
    isTraced = flags & ImageFormat.traceFlag != 0
  }

  /// The bootable file: this image, zeros up to its length in memory, and the bundle.
  public func appending(bundle: [UInt8]) -> [UInt8] {
    var file = bytes
    file.reserveCapacity(length + bundle.count)
    file += [UInt8](repeating: 0, count: length - bytes.count)
    file += bundle
    let total = UInt64((file.count + 4095) & ~4095)
    file += [UInt8](repeating: 0, count: Int(total) - file.count)
    // Loaders keep this much memory free for the image; the bundle is part of it.
    for index in 0..<8 {
      file[ImageFormat.imageSizeOffset + index] = UInt8(
        truncatingIfNeeded: total >> UInt64(8 * index))
    }
    return file
  }
}

/// Why a file is not a hypervisor that a bundle can be put behind.
public enum HypervisorImageError: Error, Equatable, CustomStringConvertible {
  case foreign
  case otherVersion(header: UInt32, bundle: UInt32)
  case impossibleLength(UInt64)

  public var description: String {
    switch self {
    case .foreign: "the file is not a Martlet hypervisor image; build one with `scripts/image`"
    case .otherVersion(let header, let bundle):
      "the hypervisor image has header version \(header) and reads bundle version \(bundle);"
        + " this program writes \(ImageFormat.version) and \(BundleFormat.version):"
        + " build both from one source"
    case .impossibleLength(let length):
      "the hypervisor image states a length of \(length) bytes, which cannot be; build it again"
    }
  }
}
