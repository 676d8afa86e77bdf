import CControlDevice
import Foundation
import Testing

/// How the device is found among the files that Linux has for a PCI function: here in a folder of its own, of plain files.
@Suite struct LinuxDeviceTests {
  private let folder = FileManager.default.temporaryDirectory
    .appending(path: "martlet-\(UUID().uuidString)")
  private var functions: URL { folder.appending(path: "functions") }

  private func function(_ name: String, vendor: String, device: String) throws -> URL {
    let function = functions.appending(path: name)
    try FileManager.default.createDirectory(at: function, withIntermediateDirectories: true)
    try Data(vendor.utf8).write(to: function.appending(path: "vendor"))
    try Data(device.utf8).write(to: function.appending(path: "device"))
    return function
  }

  private func addFiles(_ function: URL) throws {
    try Data("0\n".utf8).write(to: function.appending(path: "enable"))
    try Data([0x4D, 0x43, 0x54, 0x4C] + [UInt8](repeating: 0, count: 4092))
      .write(to: function.appending(path: "resource0"))
    try Data(count: 0x20_0000).write(to: function.appending(path: "resource2"))
  }

  private func open() -> LinuxDevice {
    LinuxDevice(functions: functions.path(), devices: folder.appending(path: "dev").path())
  }

  @Test func itIsFoundByItsNumbers() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    #expect(open().result == CONTROL_NONE, "no folder")
    _ = try function("0000:00:02.0", vendor: "0x1af4\n", device: "0x1110\n")
    #expect(open().result == CONTROL_NONE, "another function")
    let own = try function("0000:00:01.0", vendor: "0x1af4\n", device: "0x10f0\n")
    #expect(open().result == CONTROL_FORBIDDEN, "nothing to map")
    try addFiles(own)
    let device = open()
    #expect(device.result == CONTROL_OPEN)
    #expect(try Data(contentsOf: own.appending(path: "enable")).first == 0x31)
    #expect(device.read(0) == 0x4C54_434D)
    device.write(0x10, 3)
    #expect(try Data(contentsOf: own.appending(path: "resource0"))[0x10] == 3)
    #expect(device.read(4096) == 0)
    // Without a driver it comes back soon, and is asked again.
    device.wait(milliseconds: 1)
    device.close()
  }

  /// A second program has neither lock until the first has ended, or has given it back.
  @Test func oneProgramAtATime() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    try addFiles(try function("0000:00:01.0", vendor: "0x1af4\n", device: "0x10f0\n"))
    let first = open()
    let second = open()
    for number: CInt in [0, 1] {
      #expect(first.lock(number))
      #expect(!second.lock(number))
    }
    #expect(!first.lock(2))
    first.unlock(2)
    first.unlock(0)
    #expect(second.lock(0))
    #expect(!second.lock(1))
    first.close()
    #expect(second.lock(1))
    second.close()
  }

  /// With uio: it waits for the interrupt, and has taken Interrupt Disable back before.
  @Test func theInterruptIsLetThrough() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let own = try function("0000:00:01.0", vendor: "0x1af4\n", device: "0x10f0\n")
    try addFiles(own)
    try FileManager.default.createDirectory(
      at: own.appending(path: "uio/uio3"), withIntermediateDirectories: true)
    try FileManager.default.createDirectory(
      at: folder.appending(path: "dev"), withIntermediateDirectories: true)
    try Data([1, 0, 0, 0]).write(to: folder.appending(path: "dev/uio3"))
    try Data([0xF4, 0x1A, 0xF0, 0x10, 0x06, 0x04, 0, 0])
      .write(to: own.appending(path: "config"))
    let device = open()
    #expect(device.result == CONTROL_OPEN)
    device.wait(milliseconds: 60_000)
    #expect(try Data(contentsOf: own.appending(path: "config")).dropFirst(4) == Data([6, 0, 0, 0]))
    device.close()
  }
}
