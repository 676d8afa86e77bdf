import Foundation
import Machine
import TestSupport
import Testing
import Tracing

@Suite struct TraceFileTests {
  private let fixture = Fixture()

  @Test(arguments: [0, 1, 5000]) func findsIt(pages: Int) throws {
    let path = try fixture.file(pages: pages)
    defer { try? FileManager.default.removeItem(atPath: path) }
    var file = try TraceFile(path: path)
    #expect(try file.snapshot() == fixture.snapshot)
  }

  /// An ELF core file whose memory begins where no page of the file does.
  private var dump: [UInt8] {
    var header = [UInt8](repeating: 0, count: 200)
    func put(_ place: Int, _ value: UInt64, _ width: Int) {
      for byte in 0..<width {
        header[place + byte] = UInt8(truncatingIfNeeded: value >> (byte * 8))
      }
    }
    header.replaceSubrange(0..<6, with: [0x7F, 0x45, 0x4C, 0x46, 2, 1])
    put(0x20, 64, 8)
    put(0x36, 56, 2)
    put(0x38, 2, 2)
    put(64, 4, 4)
    put(120, 1, 4)
    put(128, 200, 8)
    put(152, fixture.layout.size + 3 * 4096, 8)
    return header
  }

  @Test func findsItInADump() throws {
    let path = try fixture.file(pages: 3, before: dump)
    defer { try? FileManager.default.removeItem(atPath: path) }
    var file = try TraceFile(path: path)
    #expect(try file.snapshot() == fixture.snapshot)
  }

  /// Another machine's memory came to be in the file.
  @Test func findsItWhereItMovedTo() throws {
    let path = try fixture.file(pages: 3)
    let moved = try fixture.file(pages: 1)
    defer { for path in [path, moved] { try? FileManager.default.removeItem(atPath: path) } }
    var file = try TraceFile(path: path)
    try Data(contentsOf: URL(filePath: moved)).write(to: URL(filePath: path), options: [])
    #expect(try file.snapshot() == fixture.snapshot)
  }

  @Test func saysWhenThereIsNone() throws {
    let path = FileManager.default.temporaryDirectory
      .appending(path: "no-trace-\(UUID().uuidString)").path
    #expect(throws: TraceError.notReadable(path: path)) { try TraceFile(path: path) }
    try Data(repeating: 0x20, count: 10_000).write(to: URL(filePath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    #expect(throws: TraceError.noTrace(path: path)) { try TraceFile(path: path) }
    let folder = FileManager.default.temporaryDirectory.path
    #expect(throws: TraceError.notReadable(path: folder)) { try TraceFile(path: folder) }
  }

  /// A memory that ends within the trace, or whose trace or dump is nonsense, makes fewer events and no crash.
  @Test(arguments: [false, true]) func bearsDamage(isDump: Bool) throws {
    var random = SplitMix(state: 1)
    let path = try fixture.file(pages: 0, before: isDump ? dump : [])
    defer { try? FileManager.default.removeItem(atPath: path) }
    let good = try Data(contentsOf: URL(filePath: path))
    for _ in 0..<500 {
      var bytes = good
      // Near the beginning more often: there are the words that all else hangs on.
      for _ in 0..<20 {
        let end = Bool.random(using: &random) ? bytes.count : 300
        bytes[Int.random(in: 16..<end, using: &random)] = UInt8.random(in: 0...255, using: &random)
      }
      bytes.removeLast(Int.random(in: 0..<bytes.count - 4096, using: &random))
      try bytes.write(to: URL(filePath: path))
      guard var file = try? TraceFile(path: path) else { continue }
      let snapshot = try file.snapshot()
      var top = TraceTop()
      let first = top.table(snapshot)
      let second = top.table(snapshot, elapsed: .max)
      #expect(!PerfettoTrace.file(snapshot).isEmpty && !first.isEmpty && !second.isEmpty)
      _ = snapshot.lines
    }
  }
}
