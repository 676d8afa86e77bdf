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
