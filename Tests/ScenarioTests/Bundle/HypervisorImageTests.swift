import Core
import Scenario
import Testing

@Suite struct HypervisorImageTests {
  static func image(
    version: UInt8 = 1, bundleVersion: UInt8 = 1, length: UInt64 = 0x3000, flags: UInt8 = 0
  ) -> [UInt8] {
    var bytes = [UInt8](repeating: 0x11, count: 5000)
    bytes.replaceSubrange(56..<60, with: [0x41, 0x52, 0x4D, 0x64])
    bytes.replaceSubrange(64..<72, with: [UInt8]("MARTLET".utf8) + [0])
    bytes.replaceSubrange(72..<80, with: [version, 0, 0, 0, bundleVersion, 0, 0, 0])
    bytes.replaceSubrange(
      80..<88, with: (0..<8).map { UInt8(truncatingIfNeeded: length >> UInt64($0 * 8)) })
    bytes.replaceSubrange(88..<96, with: [flags, 0, 0, 0, 0, 0, 0, 0])
    return bytes
  }

  @Test func theBundleFollowsTheImageInMemory() throws {
    let image = try HypervisorImage(Self.image(flags: 1))
    #expect(image.length == 0x3000)
    #expect(image.hasTestHooks)
    let file = image.appending(bundle: [1, 2, 3])
    #expect(file.count == 0x4000)
    #expect(file[0x3000..<0x3003].elementsEqual([1, 2, 3]))
    #expect(file[5000..<0x3000].allSatisfy { $0 == 0 })
    #expect(file[16..<24].elementsEqual([0, 0x40, 0, 0, 0, 0, 0, 0]))
    #expect(file[24] == 0x11)
  }

  @Test func flagsSayWhichBuildItIs() throws {
    let plain = try HypervisorImage(Self.image())
    #expect(!plain.hasTestHooks && !plain.isTraced && !plain.sharesCores)
    let traced = try HypervisorImage(Self.image(flags: 2))
    #expect(!traced.hasTestHooks && traced.isTraced && !traced.sharesCores)
    let sharing = try HypervisorImage(Self.image(flags: 4))
    #expect(!sharing.hasTestHooks && !sharing.isTraced && sharing.sharesCores)
    #expect(!sharing.hasService)
    let service = try HypervisorImage(Self.image(flags: 12))
    #expect(service.sharesCores && service.hasService)
  }

  @Test func otherFilesAreRefused() {
    #expect(throws: HypervisorImageError.foreign) { try HypervisorImage([]) }
    #expect(throws: HypervisorImageError.foreign) {
      try HypervisorImage([UInt8](repeating: 0, count: 5000))
    }
    var other = Self.image()
    other[64] = 0
    #expect(throws: HypervisorImageError.foreign) {
      try HypervisorImage(other)
    }
    #expect(throws: HypervisorImageError.otherVersion(header: 2, bundle: 1)) {
      try HypervisorImage(Self.image(version: 2))
    }
    #expect(throws: HypervisorImageError.otherVersion(header: 1, bundle: 9)) {
      try HypervisorImage(Self.image(bundleVersion: 9))
    }
    for length: UInt64 in [0x1000, 0x3001, 1 << 40] {
      #expect(throws: HypervisorImageError.impossibleLength(length)) {
        try HypervisorImage(Self.image(length: length))
      }
    }
  }
}
