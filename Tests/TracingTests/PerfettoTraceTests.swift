import Machine
import Testing

/// The system tests check such files by Perfetto's schema; here it is what is in them.
@Suite struct PerfettoTraceTests {
  /// A field: its number, and its value or its bytes.
  private enum Field: Equatable {
    case number(UInt64, UInt64)
    case bytes(UInt64, [UInt8])
  }

  private func fields(_ bytes: [UInt8]) throws -> [Field] {
    var rest = bytes[...]
    func number() throws -> UInt64 {
      var value: UInt64 = 0
      for shift in stride(from: 0, to: 64, by: 7) {
        guard let byte = rest.popFirst() else { break }
        value |= UInt64(byte & 0x7F) << shift
        if byte < 0x80 { return value }
      }
      throw Unreadable()
    }
    var fields: [Field] = []
    while !rest.isEmpty {
      let key = try number()
      if key & 7 == 0 {
        fields.append(.number(key >> 3, try number()))
      } else {
        let count = Int(try number())
        try #require(key & 7 == 2 && count <= rest.count)
        fields.append(.bytes(key >> 3, Array(rest.prefix(count))))
        rest = rest.dropFirst(count)
      }
    }
    return fields
  }

  private struct Unreadable: Error {}

  /// The events of a track as text: `time begin name`, `time end`, `time instant name`.
  private func story(track: UInt64) throws -> [String] {
    try fields(PerfettoTrace.file(Fixture().snapshot)).compactMap { packet in
      guard case .bytes(1, let content) = packet else { return nil }
      var time: UInt64 = 0
      var event: [Field] = []
      for field in try fields(content) {
        if case .number(8, let value) = field { time = value }
        if case .bytes(11, let bytes) = field { event = try fields(bytes) }
      }
      guard event.contains(.number(11, track)) else { return nil }
      var words = ["\(time / 1000)"]
      for field in event {
        if case .number(9, let kind) = field {
          words.append(["", "begin", "end", "instant"][Int(kind)])
        }
        if case .bytes(23, let name) = field { words.append(String(decoding: name, as: UTF8.self)) }
      }
      return words.joined(separator: " ")
    }
  }

  @Test func coresShowWhoRanAndWhatHappened() throws {
    #expect(
      try story(track: 104) == [
        "1200 begin one vCPU 0", "1300 begin timer", "1310 instant interrupt 27 listed", "1320 end",
        "1400 begin wfx", "1410 begin asleep", "1490 end", "1500 end", "1600 end",
      ])
  }

  @Test func virtualCoresShowTheirExits() throws {
    #expect(
      try story(track: 1001) == [
        "1300 begin timer", "1310 instant interrupt 27 listed", "1320 end", "1400 begin wfx",
        "1410 begin asleep", "1490 end", "1500 end",
      ])
    #expect(try story(track: 1000) == ["1100 instant running"])
  }

  /// Its coming was overwritten, and it is still there.
  @Test func whoNeverCameWasThereFromTheBeginning() throws {
    let story = try story(track: 105)
    #expect(story.first == "2500 begin two vCPU 0" && story.last == "3850 end")
    #expect(story.count == 30)
  }
}
