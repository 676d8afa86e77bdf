import Foundation
import Scenario

/// A folder that looks like the repository after set-up and build, with tiny stand-ins for the guests'
/// files, so that the shipped scenarios can be checked without a single download.
struct TestFiles {
  let root: URL
  var scenarios: URL { root.appending(path: "scenarios") }
  var locator: FileLocator {
    FileLocator(scenarioDirectory: scenarios, cacheDirectory: root.appending(path: ".cache"))
  }

  /// The repository that these tests are part of.
  static let repository = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  init() throws {
    root = FileManager.default.temporaryDirectory.appending(path: "martlet-\(UUID().uuidString)")
    let guests = root.appending(path: ".cache/guests")
    for name in ["debian-6.12", "debian-6.12-rt", "debian-6.1"] {
      try write(Self.linuxImage(size: 4096, memorySize: 40 << 20), guests, "\(name)/Image")
    }
    for name in ["busybox", "channels", "rt"] {
      try write(Array(repeating: 7, count: 5000), guests, "initramfs/\(name).cpio.gz")
    }
    try write(Array(repeating: 1, count: 3000), guests, "u-boot/u-boot.bin")
    try write(Array(repeating: 2, count: 9000), guests, "edk2/QEMU_EFI.fd")
    try write(Array(repeating: 8, count: 6000), root, "build/tools/initramfs.cpio.gz")
    for name in ["control", "neighbour"] {
      try write(
        Self.linuxImage(size: 8192, memorySize: 0x4_0000, textOffset: 0x8_0000), root,
        "build/guests/\(name).bin")
    }
    try FileManager.default.createDirectory(at: scenarios, withIntermediateDirectories: true)
  }

  func remove() { try? FileManager.default.removeItem(at: root) }

  private func write(_ bytes: [UInt8], _ folder: URL, _ path: String) throws {
    let url = folder.appending(path: path)
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: url)
  }

  /// A file with the header of an arm64 Linux Image and nothing behind it.
  static func linuxImage(size: Int, memorySize: UInt64, textOffset: UInt64 = 0) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: size)
    for index in 0..<8 {
      bytes[8 + index] = UInt8(truncatingIfNeeded: textOffset >> UInt64(8 * index))
      bytes[16 + index] = UInt8(truncatingIfNeeded: memorySize >> UInt64(8 * index))
    }
    bytes.replaceSubrange(56..<60, with: [0x41, 0x52, 0x4D, 0x64])
    return bytes
  }

  func check(_ text: String, checker: ScenarioChecker = ScenarioChecker()) -> CheckResult {
    checker.check(text: text, file: "test.yaml", locator: locator)
  }

  /// What the generator's VMs start from.
  var payloads: [ScenarioGenerator.Payload] {
    [
      .init(
        yaml:
          "{ linux: cache:guests/debian-6.12/Image, initrd: cache:guests/initramfs/busybox.cpio.gz }",
        smallestMemory: 48 << 20, fileSize: 12 << 10, expectations: ["linux ready, % cpus"]),
      .init(
        yaml: "{ linux: ../build/guests/control.bin, arguments: \"ticks=10\" }",
        smallestMemory: 1 << 20, fileSize: 8 << 10, needsUsualAddress: true),
      .init(
        yaml: "{ flash: cache:guests/u-boot/u-boot.bin }", smallestMemory: 128 << 20,
        fileSize: 4 << 10, needsUsualAddress: true, canBeDirect: false),
    ]
  }
}
