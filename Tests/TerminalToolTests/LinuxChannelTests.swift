import CControlDevice
import Foundation
import Testing

/// How channels are found among the files that Linux has for PCI functions, here plain ones, and their terminals, which are
/// those of this machine.
@Suite struct LinuxChannelTests {
  private let folder = FileManager.default.temporaryDirectory
    .appending(path: "martlet-\(UUID().uuidString)")
  private var functions: URL { folder.appending(path: "functions") }
  private var links: URL { folder.appending(path: "links") }

  /// A function whose registers say `identification` at 0x10.
  @discardableResult
  private func function(_ name: String, identification: String = "MCHL") throws -> URL {
    let function = functions.appending(path: name)
    try FileManager.default.createDirectory(at: function, withIntermediateDirectories: true)
    try Data("0x1af4\n".utf8).write(to: function.appending(path: "vendor"))
    try Data("0x1110\n".utf8).write(to: function.appending(path: "device"))
    try Data("0\n".utf8).write(to: function.appending(path: "enable"))
    var registers = Data(count: 4096)
    registers.replaceSubrange(16..<20, with: Data(identification.utf8))
    try registers.write(to: function.appending(path: "resource0"))
    try Data(count: 65536).write(to: function.appending(path: "resource2"))
    return function
  }

  private func open() -> LinuxChannels {
    LinuxChannels(functions: functions.path(), devices: folder.appending(path: "dev").path())
  }

  @Test func theyAreFoundInOrder() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    #expect(open().result == CONTROL_NONE, "no folder")
    try function("0000:00:07.0", identification: "QEMU")
    #expect(open().result == CONTROL_NONE, "another device of the same numbers")
    for slot in [5, 2, 9, 3] { try function("0000:00:0\(slot).0") }
    let channels = open()
    #expect(channels.result == CONTROL_OPEN)
    #expect(
      (0..<channels.count).map { channels.place($0) }
        == ["0000:00:02.0", "0000:00:03.0", "0000:00:05.0", "0000:00:09.0"])
    #expect(channels.read(3, 16) == 0x4C48_434D && channels.read(4, 16) == 0)
    channels.write(1, 0, 1)
    let third = functions.appending(path: "0000:00:03.0")
    #expect(try Data(contentsOf: third.appending(path: "resource0")).first == 1)
    #expect(try Data(contentsOf: third.appending(path: "enable")).first == 0x31)
    #expect(channels.map(1, size: 65536, storing: 7))
    #expect(try Data(contentsOf: third.appending(path: "resource2")).first == 7)
    #expect(!channels.map(1, size: 65536, storing: 8), "once")
    let second = open()
    #expect(channels.lock(1) && !second.lock(1) && second.lock(0) && !second.lock(7))
    channels.close()
    #expect(second.lock(1))
    try FileManager.default.removeItem(at: third.appending(path: "resource0"))
    #expect(open().result == CONTROL_FORBIDDEN)
  }

  /// Each byte goes through as it is, both ways; a reader may come later, and who reads nothing holds nobody up.
  @Test func terminalsAreRaw() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    try function("0000:00:02.0")
    let channels = open()
    try #require(channels.make(0, in: links.path(), name: "a"))
    #expect(!channels.make(0, in: links.path(), name: "b"), "it has one")
    #expect(channels.get(0).isEmpty)
    let bytes = (0...255).map { UInt8($0) }
    #expect(channels.put(0, bytes) == 256)
    let path = links.appending(path: "a").path()
    var slave = try #require(FileHandle(forUpdatingAtPath: path))
    #expect(try slave.read(upToCount: 256) == Data(bytes))
    try slave.write(contentsOf: Data(bytes))
    var received: [UInt8] = []
    while received.count < 256 {
      channels.wait(open: 0, readable: 1, milliseconds: 10_000)
      let more = channels.get(0, atMost: 100)
      try #require(!more.isEmpty)
      received += more
    }
    #expect(received == bytes)
    // Who has closed it may open it again and finds what has come meanwhile.
    try slave.close()
    #expect(channels.put(0, [1, 2, 3]) == 3)
    slave = try #require(FileHandle(forUpdatingAtPath: path))
    #expect(try slave.read(upToCount: 3) == Data([1, 2, 3]))
  }

  /// It takes what it has room for and says so; when it was read there is room again, and nothing was lost.
  @Test func aFullTerminalTakesNoMore() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    try function("0000:00:02.0")
    let channels = open()
    try #require(channels.make(0, in: links.path(), name: "a"))
    let slave = try #require(
      FileHandle(forUpdatingAtPath: links.appending(path: "a").path()))
    let portion = (0..<1000).map { UInt8(truncatingIfNeeded: $0) }
    var put = 0
    while put < 10_000_000 {
      let taken = channels.put(0, portion)
      put += taken
      if taken < 1000 { break }
    }
    #expect(put < 10_000_000)
    var read = 0
    while read < put {
      let bytes = try #require(try slave.read(upToCount: min(put - read, 1000)))
      for byte in bytes {
        try #require(byte == portion[read % 1000])
        read += 1
      }
    }
    channels.wait(open: 0, writable: 1, milliseconds: 10_000)
    #expect(channels.put(0, portion) == 1000)
  }

  /// One that a process left that was killed is replaced; with the program they go.
  @Test func linksAreOfThisProcess() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    try function("0000:00:02.0")
    try FileManager.default.createDirectory(at: links, withIntermediateDirectories: true)
    let link = links.appending(path: "a").path()
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "/nowhere")
    let channels = open()
    #expect(channels.make(0, in: links.path(), name: "a"))
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) != "/nowhere")
    channels.close()
    #expect(try FileManager.default.contentsOfDirectory(atPath: links.path()).isEmpty)
  }

  /// With uio: Interrupt Disable is taken back before it waits, the interrupt is taken and Interrupt Status read.
  @Test func doorbellsWakeIt() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let function = try function("0000:00:02.0")
    try FileManager.default.createDirectory(
      at: function.appending(path: "uio/uio3"), withIntermediateDirectories: true)
    try FileManager.default.createDirectory(
      at: folder.appending(path: "dev"), withIntermediateDirectories: true)
    try Data([1, 0, 0, 0]).write(to: folder.appending(path: "dev/uio3"))
    try Data([0xF4, 0x1A, 0x10, 0x11, 0x06, 0x04, 0, 0])
      .write(to: function.appending(path: "config"))
    let channels = open()
    channels.wait(open: 1, milliseconds: 60_000)
    #expect(
      try Data(contentsOf: function.appending(path: "config")).dropFirst(4) == Data([6, 0, 0, 0]))
  }
}
