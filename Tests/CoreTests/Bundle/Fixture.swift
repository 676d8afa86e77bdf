import Foundation

/// Binary files beside the tests: device trees as QEMU 10 dumps them (with `dtb-randomness=off`, and
/// without their padding) or as `dtc` compiles the source of the same name.
enum Fixture {
  static func bytes(_ name: String) throws -> [UInt8] {
    let file = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Fixtures").appendingPathComponent(name)
    return [UInt8](try Data(contentsOf: file))
  }
}
