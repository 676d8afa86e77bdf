import Testing

@testable import Scenario

@Suite struct WordsTests {
  @Test func distances() {
    #expect(editDistance("", "") == 0)
    #expect(editDistance("memory", "memory") == 0)
    #expect(editDistance("memmory", "memory") == 1)
    #expect(editDistance("mmeory", "memory") == 1)
    #expect(editDistance("abc", "") == 3)
    #expect(editDistance("kitten", "sitting") == 3)
  }

  @Test func theNearestIsNearEnough() {
    #expect(nearest(to: "lunix", among: ["linux", "rt"]) == "linux")
    #expect(nearest(to: "zzzzz", among: ["linux", "rt"]) == nil)
  }

  @Test func alternativesInWords() {
    #expect(alternatives([]) == "")
    #expect(alternatives(["a"]) == "\"a\"")
    #expect(alternatives(["a", "b", "c"]) == "\"a\", \"b\" or \"c\"")
  }

  @Test(arguments: [
    ("16MiB", ByteSize.Parsed.bytes(16 << 20)), ("1 GiB", .bytes(1 << 30)), ("4096", .bytes(4096)),
    ("0x1000", .bytes(4096)), ("1_024KiB", .bytes(1 << 20)), ("16MB", .decimalUnit("16MiB")),
    ("1g", .decimalUnit("1GiB")), ("1.5GiB", .notASize), ("MiB", .notASize), ("", .notASize),
    ("-1MiB", .notASize), ("99999999999GiB", .tooLarge), ("99999999999999999999999", .tooLarge),
    ("1_MiB", .notASize),
  ]) func sizes(text: String, parsed: ByteSize.Parsed) {
    #expect(ByteSize.parse(text) == parsed)
  }

  @Test func sizesAreWrittenExactly() {
    #expect(ByteSize.describe(0) == "0 bytes")
    #expect(ByteSize.describe(1000) == "1000 bytes")
    #expect(ByteSize.describe(96 << 10) == "96KiB")
    #expect(ByteSize.describe(1 << 30) == "1GiB")
    #expect(ByteSize.describe((1 << 30) + 4096) == "1048580KiB")
    #expect(hexadecimal(0x4000_0000) == "0x4000_0000")
    #expect(hexadecimal(0) == "0x0000_0000")
    #expect(hexadecimal(0x40_1000_0000) == "0x40_1000_0000")
  }

  @Test(arguments: [
    ("5ms", TimeSpan.Parsed.nanoseconds(5_000_000)), ("1 s", .nanoseconds(1_000_000_000)),
    ("1_000us", .nanoseconds(1_000_000)), ("0ms", .nanoseconds(0)), ("7ns", .nanoseconds(7)),
    ("5", .noUnit), ("0x10", .notATime), ("1.5ms", .improper("1500us")),
    (".5s", .improper("500ms")),
    ("5 sec", .improper("5s")), ("5MS", .improper("5ms")), ("5µs", .improper("5us")),
    ("1.5ns", .notATime), ("1.5_0ms", .notATime), ("1.2.3s", .notATime), ("", .notATime),
    ("ms", .notATime), ("-1ms", .notATime), ("1_ms", .notATime), ("5min", .notATime),
    ("1.0000000001s", .notATime), ("99999999999s", .tooLarge),
    ("99999999999999999999ns", .tooLarge),
  ]) func times(text: String, parsed: TimeSpan.Parsed) {
    #expect(TimeSpan.parse(text) == parsed)
  }

  @Test func timesAreWrittenExactly() {
    #expect(TimeSpan.describe(0) == "0ms")
    #expect(TimeSpan.describe(1) == "1ns")
    #expect(TimeSpan.describe(1_500_000) == "1500us")
    #expect(TimeSpan.describe(10_000_000_000) == "10s")
    #expect(TimeSpan.describe(100_000...1_000_000_000) == "100us to 1s")
  }

  @Test func numbers() {
    #expect(wholeNumber("0x4000_0000") == 0x4000_0000)
    #expect(wholeNumber("12") == 12)
    for text in ["", "_1", "1_", "+1", "-1", "0x", "0x+1", "1e3", "0x1_0000_0000_0000_0000"] {
      #expect(wholeNumber(text) == nil)
    }
  }

  @Test func escapeKeys() {
    #expect(ConsoleEscape.byte(of: "ctrl-t") == 0x14)
    #expect(ConsoleEscape.byte(of: "ctrl-a") == 1)
    for word in ["ctrl-m", "ctrl-j", "ctrl-A", "t", "ctrl-"] {
      #expect(ConsoleEscape.byte(of: word) == nil)
    }
  }

  @Test func jsonIsQuoted() {
    let value = JSONValue.object([
      ("a\"\\\n\u{1}", .array([.number(1), .boolean(true), .null, .array([]), .object([])]))
    ])
    #expect(
      value.text == """
        {
          "a\\"\\\\\\n\\u0001": [
            1,
            true,
            null,
            [],
            {}
          ]
        }

        """)
  }
}
