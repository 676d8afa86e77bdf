import ControlTool
import Core
import Foundation
import Testing

@Suite struct ConsoleToolTests {
  private static let greeting =
    "martletctl: console of other; Enter ~ . detaches, Enter ~ ? helps\r\n"
  private static let detached = "\r\nmartletctl: detached\r\n"

  /// `other` printed something, and repeats what is typed.
  private func machine(_ printed: String = "old\r\n# ") -> FakeHypervisor {
    let hypervisor = FakeHypervisor()
    hypervisor.machines[3].printed = Array(printed.utf8)
    hypervisor.machines[3].echo = { $0 == 0x0D ? Array("\r\nanswer\r\n# ".utf8) : [$0] }
    return hypervisor
  }

  private func typed(_ hypervisor: FakeHypervisor) -> String {
    String(decoding: hypervisor.machines[3].typed, as: UTF8.self)
  }

  @Test func somebodyTalksToAVM() {
    let hypervisor = machine()
    let terminal = FakeTerminal([.pause, .keys("un"), .keys("ame\r"), .pause, .keys("~.")])
    #expect(hypervisor.run("console other", terminal) == 0)
    #expect(terminal.text == "old\r\n# uname\r\nanswer\r\n# ")
    #expect(typed(hypervisor) == "uname\r")
    #expect(terminal.complaints == Self.greeting + Self.detached)
    #expect(terminal.begun == 1 && terminal.ended == 1)
  }

  @Test func escapesAreThoseOfOtherTools() {
    for (keys, expected) in [
      // Not at a line's start, twice for one, and anything else is what it is.
      ("a~.b\r~.", "a~.b\r"), ("~~.\r~.", "~.\r"), ("~x\r~.", "~x\r"), ("\r~\r~.", "\r~\r"),
      ("\u{3}\u{1A}\u{1D}\r~.", "\u{3}\u{1A}\u{1D}\r"),
    ] {
      let hypervisor = machine()
      let terminal = FakeTerminal(keys.map { .keys(String($0)) })
      #expect(hypervisor.run("console other", terminal) == 0)
      #expect(typed(hypervisor) == expected)
      #expect(terminal.complaints.hasSuffix(Self.detached))
    }
    let terminal = FakeTerminal([.keys("~?"), .keys("~.")])
    #expect(machine().run("console other", terminal) == 0)
    #expect(terminal.complaints.contains("~~ types ~"))
  }

  @Test func others() {
    // Who has the device when the console is looked at only makes it wait.
    let hypervisor = machine()
    var lists: [Int32] = []
    let terminal = FakeTerminal([
      .deed { lists.append(FakeTerminal.ask($0)) }, .deed { $0.taken = ControlRegisters.requests },
      .keys("x"), .pause, .deed { $0.taken = 0 }, .pause, .keys("\r~."),
    ])
    #expect(hypervisor.run("console other", terminal) == 0)
    #expect(lists == [0])
    #expect(typed(hypervisor) == "x")
  }

  @Test func whatIsMissedIsTold() {
    let hypervisor = machine("0123456789")
    let terminal = FakeTerminal([
      .deed {
        $0.machines[3].printed += Array("lost, not lost".utf8)
        $0.machines[3].kept = 16
      }, .pause,
    ])
    #expect(hypervisor.run("console other", terminal) == 0)
    #expect(terminal.text == "0123456789not lost")
    #expect(terminal.complaints.contains("\r\nmartletctl: missed 6 bytes\r\n"))
  }

  @Test func aFileIsTyped() {
    let hypervisor = machine()
    // More than the VM takes at once; it takes the rest a little later.
    hypervisor.machines[3].room = 40
    hypervisor.passing = [{ $0.machines[3].room = .max }]
    let text = "echo " + String(repeating: "~.", count: 400) + "\r"
    let file = FakeTerminal(isTerminal: false, [.keys(text), .pause])
    let start = hypervisor.time
    #expect(hypervisor.run("console other", file) == 0)
    #expect(typed(hypervisor) == text)
    // Nothing of what was before, and no word of the program's.
    #expect(file.text == text.dropLast() + "\r\nanswer\r\n# ")
    #expect(file.complaints.isEmpty && file.begun == 0)
    #expect((1_000_000_000...2_000_000_000).contains(hypervisor.time - start))
    let patient = FakeTerminal(isTerminal: false, [])
    let later = hypervisor.time
    #expect(hypervisor.run("console other --wait 7", patient) == 0)
    #expect((7_000_000_000...8_000_000_000).contains(hypervisor.time - later))
  }

  @Test func aFileIsNotTypedForEver() {
    let hypervisor = machine()
    hypervisor.machines[3].room = 3
    let file = FakeTerminal(isTerminal: false, [.keys("abcdefgh")])
    #expect(hypervisor.run("console other", file) == 3)
    #expect(file.complaints.contains("ask again"))
  }

  @Test func whatCannotBeIsSaid() {
    let hypervisor = machine()
    var terminal = FakeTerminal([.keys("x")])
    #expect(hypervisor.run("console rt", terminal) == 3)
    #expect(terminal.complaints.hasSuffix(ControlToolTests.notAllowed) && terminal.ended == 1)
    #expect(hypervisor.run("console rt --scrollback").complaints == ControlToolTests.notAllowed)

    hypervisor.machines[3].state = .off
    terminal = FakeTerminal([.keys("x\r"), .pause, .keys("~.")])
    #expect(hypervisor.run("console other", terminal) == 0)
    #expect(terminal.complaints.contains("\r\nmartletctl: not typed: the VM is off\r\n"))
    let file = FakeTerminal(isTerminal: false, [.keys("x\r")])
    #expect(hypervisor.run("console other", file) == 3)
    #expect(file.complaints == "martletctl: not done: the VM is off\n")

    // It was created, and is destroyed; another one may have its place.
    terminal = FakeTerminal([.deed { $0.machines[3].rights = ManagementRights() }, .pause])
    #expect(hypervisor.run("console other", terminal) == 3)
    #expect(terminal.complaints.contains("there is no such VM") && terminal.ended == 1)
    let another = machine()
    terminal = FakeTerminal([
      .deed {
        $0.machines[3].origin = 7
        $0.machines[3].printed += Array("another's".utf8)
      }, .pause,
    ])
    #expect(another.run("console other", terminal) == 3)
    #expect(terminal.text == "old\r\n# " && terminal.complaints.contains("there is no such VM"))
  }

  @Test func aDeviceThatDiesLeavesTheTerminalAsItWas() {
    let terminal = FakeTerminal([.deed { $0.isDead = true }, .pause])
    #expect(machine().run("console other", terminal) == 2)
    #expect(terminal.ended == 1)
  }

  @Test func theScrollbackIsPrinted() throws {
    let hypervisor = machine((0..<300).map { "line \($0)\r\n" }.joined())
    hypervisor.machines[3].kept = 100
    let result = hypervisor.run("console other --scrollback")
    #expect(result.code == 0 && result.complaints.isEmpty)
    #expect(Array(result.output.utf8) == Array(hypervisor.machines[3].printed[100...]))

    hypervisor.machines[3].printed += [0x22, 0x5C, 0x1B, 0x7F, 0xC3, 0xA4, 0]
    let json = hypervisor.run("console other --scrollback --json").output
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
    #expect(object["vm"] as? String == "other" && object["missed"] as? Int == 100)
    let text = try #require(object["text"] as? String)
    #expect(
      text.unicodeScalars.map { UInt8($0.value) } == Array(hypervisor.machines[3].printed[100...]))
    hypervisor.machines[3].printed = []
    hypervisor.machines[3].kept = 0
    #expect(hypervisor.run("console other --scrollback") == (0, "", ""))
  }

  @Test func channelsAreListed() throws {
    let hypervisor = FakeHypervisor()
    var data = ChannelRecord(index: 0, name: hypervisor.name("data"))
    (data.first, data.second) = (0, 1)
    (data.isFirstRunning, data.isSecondRunning) = (true, true)
    (data.size, data.firstRings, data.secondRings) = (0x3000, 12, 345)
    data.append(ChannelPart(size: 0x1000, writers: 1))
    data.append(ChannelPart(size: 0x2000, writers: 3))
    var other = ChannelRecord(index: 1, name: hypervisor.name("other"))
    other.second = 3
    other.size = 0x1000
    other.append(ChannelPart(size: 0x1000, writers: 0))
    hypervisor.channels = [data, other]
    #expect(
      hypervisor.run("channel list") == (
        0,
        """
        channel           ends                      KiB     rung            parts
        data              linux - rt                12      12, 345         4 by first, 8 by both
        other             - - (other)               4       0, 0            4 by none

        """, ""
      ))
    let json = hypervisor.run("channel list --json").output
    let list = try #require(
      try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [[String: Any]])
    #expect(list.map { $0["name"] as? String } == ["data", "other"])
    let ends = try #require(list[0]["ends"] as? [[String: Any]])
    #expect(ends.map { $0["vm"] as? String } == ["linux", "rt"])
    #expect(ends.map { $0["rung"] as? Int } == [12, 345])
    let parts = try #require(list[0]["parts"] as? [[String: Any]])
    #expect(parts.map { $0["writers"] as? [Int] } == [[0], [0, 1]])
    #expect((list[1]["ends"] as? [[String: Any]])?[0]["vm"] is NSNull)
    hypervisor.channels = []
    #expect(hypervisor.run("channel list --json").output == "[\n]\n")
  }
}

extension FakeTerminal {
  /// Another program's question, and its code.
  fileprivate static func ask(_ hypervisor: FakeHypervisor) -> Int32 {
    FakeHypervisor.run("list") { () throws(ControlFailure) in
      FakeBoard(hypervisor: hypervisor)
    }.code
  }
}
