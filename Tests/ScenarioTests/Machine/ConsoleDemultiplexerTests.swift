import Machine
import Testing

@Suite struct ConsoleDemultiplexerTests {
  static func lines(_ text: String, rawFocus: String? = nil) -> [ConsoleLine] {
    var console = ConsoleDemultiplexer(names: ["a", "b-2"], rawFocus: rawFocus)
    return console.feed([UInt8](text.utf8))
  }

  @Test func everyWriterIsToldApart() {
    #expect(
      Self.lines("U-Boot 2023\r\nmartlet: boot\r\n[a] hello [x]\r\n[b-2] \n[c] no VM\r\n[a]\r\n")
        == [
          ConsoleLine(.board, "U-Boot 2023"), ConsoleLine(.hypervisor, "boot"),
          ConsoleLine(.machine("a"), "hello [x]"), ConsoleLine(.machine("b-2"), ""),
          ConsoleLine(.board, "[c] no VM"), ConsoleLine(.machine("a"), ""),
        ])
  }

  @Test func pieceByPieceIsTheSameAsAtOnce() {
    let text = "[a] one\r\nmartlet: two\r\n[b-2] gr\u{FC}n\r\nrest"
    var console = ConsoleDemultiplexer(names: ["a", "b-2"])
    var lines: [ConsoleLine] = []
    for byte in text.utf8 { lines += console.feed([byte]) }
    #expect(lines == Self.lines(text))
    #expect(console.pending == ConsoleLine(.board, "rest"))
  }

  @Test func aPromptIsSeenBeforeItsLineEnds() {
    var console = ConsoleDemultiplexer(names: ["a"])
    #expect(console.pending == nil)
    #expect(console.feed([UInt8]("[a] login: ".utf8)).isEmpty)
    #expect(console.pending == ConsoleLine(.machine("a"), "login: "))
    #expect(console.feed([UInt8]("root\r".utf8)).isEmpty)
    #expect(console.pending == ConsoleLine(.machine("a"), "login: root"))
    #expect(console.feed([UInt8]("\n".utf8)) == [ConsoleLine(.machine("a"), "login: root")])
    #expect(console.pending == nil)
  }

  @Test func aLineThatStartsOverIsTwo() {
    #expect(
      Self.lines("[a] 10%\r[a] 20%\r\n") == [
        ConsoleLine(.machine("a"), "10%"), ConsoleLine(.machine("a"), "20%"),
      ])
    #expect(Self.lines("[a] abX\u{8}c\r\r\n") == [ConsoleLine(.machine("a"), "abc")])
  }

  @Test func theMonitorsPromptIsTheHypervisors() {
    var console = ConsoleDemultiplexer(names: ["a"], rawFocus: "a")
    #expect(console.feed([UInt8]("x\r\nmartlet> vm li".utf8)) == [ConsoleLine(.machine("a"), "x")])
    #expect(console.pending == ConsoleLine(.hypervisor, "> vm li"))
    #expect(
      console.feed([UInt8]("st\r\nmartlet> \r\nmartlet: done\r\n".utf8)) == [
        ConsoleLine(.hypervisor, "> vm list"), ConsoleLine(.hypervisor, "done"),
      ])
  }

  @Test func aCreatedMachineIsKnownFromThenOn() {
    #expect(
      Self.lines(
        "[new] no VM\r\nmartlet: vm new created, console 2\r\n[new] here\r\n[new]+  I am\r\n[a] x\r\n"
      )
        == [
          ConsoleLine(.board, "[new] no VM"), ConsoleLine(.hypervisor, "vm new created, console 2"),
          ConsoleLine(.machine("new"), "here"),
          ConsoleLine(.machine("new"), " I am", continues: true), ConsoleLine(.machine("a"), "x"),
        ])
    // A VM may say so, too, and a name may be none.
    for line in [
      "[a] martlet: vm new created, console 2", "martlet: vm ../new created, console 2",
      "martlet: vm  created, console 2", "martlet: vm new created, console 23",
      "martlet: vm new starts",
    ] {
      #expect(Self.lines(line + "\r\n[new] x\r\n").last == ConsoleLine(.board, "[new] x"))
    }
  }

  /// Its key is another's now, and so is its room.
  @Test func whoseKeyIsGivenToAnotherIsGone() {
    let lines = Self.lines(
      "martlet: vm new created, console 2\r\nmartlet: vm next created, console 2\r\n[new] x\r\n[next] y\r\n"
    )
    #expect(
      lines.suffix(2) == [ConsoleLine(.board, "[new] x"), ConsoleLine(.machine("next"), "y")])
  }

  /// In raw mode a VM can write what it likes; a file is called after a source.
  @Test func nobodyIsMadeUpByTheFocus() {
    let lines = Self.lines(
      "martlet: console: raw, focus ../x\r\ny\r\n", rawFocus: "a")
    #expect(lines.last == ConsoleLine(.board, "y"))
  }

  @Test func inRawModeLinesBelongToTheFocus() {
    #expect(
      Self.lines(
        "x\r\nmartlet: console: raw, focus b-2, bytes not shown 7\r\ny\r\n"
          + "martlet: console: lines, focus a\r\nz\r\n", rawFocus: "a") == [
          ConsoleLine(.machine("a"), "x"),
          ConsoleLine(.hypervisor, "console: raw, focus b-2, bytes not shown 7"),
          ConsoleLine(.machine("b-2"), "y"), ConsoleLine(.hypervisor, "console: lines, focus a"),
          ConsoleLine(.board, "z"),
        ])
  }
}
