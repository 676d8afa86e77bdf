import Foundation

/// The tools' initramfs with more files in `/packages`: Linux unpacks several archives that lie one behind the other.
enum RamdiskWriter {
  /// Writes it for the test of that name. Answers its path, as a test's scenario writes it.
  static func write(_ files: [(name: String, bytes: [UInt8])], for test: String) throws -> String {
    let tools = Workshop.build.appending(path: "tools/initramfs.cpio.gz")
    guard let base = FileManager.default.contents(atPath: tools.path) else {
      throw SystemTestError("\(tools.path) is missing: run `scripts/tools`")
    }
    var bytes = [UInt8](base)
    align(&bytes)
    append("packages", number: files.count + 1, mode: 0o040755, [], to: &bytes)
    for (number, file) in files.enumerated() {
      append("packages/\(file.name)", number: number + 1, mode: 0o100755, file.bytes, to: &bytes)
    }
    append("TRAILER!!!", number: 0, mode: 0, [], to: &bytes)
    let folder = Workshop.logs(test)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try Data(bytes).write(to: folder.appending(path: "initramfs.cpio"))
    return "../build/logs/\(test)/initramfs.cpio"
  }

  /// An entry in the format `newc`: Linux, Documentation/driver-api/early-userspace/buffer-format.rst.
  private static func append(
    _ name: String, number: Int, mode: Int, _ content: [UInt8], to bytes: inout [UInt8]
  ) {
    let fields = [number, mode, 0, 0, 1, 0, content.count, 0, 0, 0, 0, name.utf8.count + 1, 0]
    let header = fields.map { field in
      let digits = String(field, radix: 16, uppercase: true)
      return String(repeating: "0", count: 8 - digits.count) + digits
    }
    bytes += [UInt8](("070701" + header.joined()).utf8) + [UInt8](name.utf8) + [0]
    align(&bytes)
    bytes += content
    align(&bytes)
  }

  private static func align(_ bytes: inout [UInt8]) {
    while bytes.count % 4 != 0 { bytes.append(0) }
  }
}
