import Machine
import Testing

@Suite struct RunScriptTests {
  @Test func stepsOfAMachineHappenInTheirOrder() throws {
    var script = RunScript(steps: [
      .expect(machine: "a", text: "prompt"), .send(machine: "a", bytes: [1]),
      .send(machine: "a", bytes: [2]), .expect(machine: "a", text: "answer"),
      .expect(machine: "b", text: "x"),
    ])
    #expect(script.start().isEmpty)
    #expect(script.see("answer", from: "a").isEmpty)
    #expect(script.missing == ["a did not show \"prompt\"", "b did not show \"x\""])
    #expect(
      script.see("the prompt>", from: "a")
        == [.send(machine: "a", bytes: [1]), .send(machine: "a", bytes: [2])])
    // What came before the prompt does not count as the answer.
    #expect(script.missing.first == "a did not show \"answer\"")
    #expect(script.see("x", from: "c").isEmpty)
    #expect(script.see("x", from: "b").isEmpty)
    #expect(!script.isComplete)
    _ = script.see("answer", from: "a")
    #expect(script.isComplete)
    #expect(script.missing.isEmpty)
  }

  @Test func aTextInPiecesIsFoundAndOneTextMayFollowInTheSamePiece() {
    var script = RunScript(steps: [
      .expect(machine: "a", text: "abcd"), .expect(machine: "a", text: "ef"),
    ])
    for piece in ["xxab", "c", "def"] { _ = script.see(piece, from: "a") }
    #expect(script.isComplete)
    var late = RunScript(steps: [
      .expect(machine: "a", text: "ab"), .expect(machine: "a", text: "bc"),
    ])
    _ = late.see("abc", from: "a")
    #expect(late.missing == ["a did not show \"bc\""])
  }

  @Test func machinesWaitForEachOtherWhereTheyMeet() {
    var script = RunScript(steps: [
      .expect(machine: "a", text: "up"), .meet(machine: "a", point: "both"),
      .send(machine: "a", bytes: [1]), .expect(machine: "a", text: "end"),
      .meet(machine: "a", point: "last"),
      .expect(machine: "b", text: "up"), .meet(machine: "b", point: "both"),
      .meet(machine: "b", point: "last"), .send(machine: "b", bytes: [2]),
      .meet(machine: "b", point: "nobody else's"), .send(machine: "b", bytes: [3]),
    ])
    #expect(script.start().isEmpty)
    #expect(script.see("up", from: "a").isEmpty)
    // Before the others are there it does not count.
    #expect(script.see("end", from: "a").isEmpty)
    #expect(script.missing == ["a waits for others at \"both\"", "b did not show \"up\""])
    #expect(script.see("up", from: "b") == [.send(machine: "a", bytes: [1])])
    #expect(script.missing == ["a did not show \"end\"", "b waits for others at \"last\""])
    #expect(
      script.see("end", from: "a")
        == [.send(machine: "b", bytes: [2]), .send(machine: "b", bytes: [3])])
    #expect(script.isComplete)
  }

  @Test func expectationsAreMetInAnyOrder() {
    var script = RunScript(
      steps: [],
      expectations: [
        (machine: "a", text: "first"), (machine: "a", text: "second"), (machine: "b", text: "c"),
      ])
    _ = script.see("sec", from: "a")
    _ = script.see("ond", from: "a")
    _ = script.see("first c", from: "a")
    #expect(script.missing == ["b did not show \"c\""])
    #expect(!script.isComplete)
    _ = script.see("abc", from: "b")
    #expect(script.isComplete)
  }

  @Test func nothingToWaitForIsNeverComplete() {
    let script = RunScript(steps: [])
    #expect(!script.isComplete)
    #expect(!script.hasExpectations)
  }

  @Test func sendsAtTheStartNeedNoOutput() {
    var script = RunScript(steps: [.send(machine: "a", bytes: [7])])
    #expect(script.start() == [.send(machine: "a", bytes: [7])])
    #expect(script.isComplete)
  }

  @Test func argumentsAreReadAsTheyAreTyped() {
    #expect(RunStep.expecting("vm:a: b") == .expect(machine: "vm", text: "a: b"))
    #expect(RunStep.expecting("vm:") == nil)
    #expect(RunStep.expecting(":x") == nil)
    #expect(RunStep.expecting("vm") == nil)
    func bytes(_ text: String) -> [UInt8]? {
      guard case .send(_, let bytes)? = RunStep.sending("vm:" + text) else { return nil }
      return bytes
    }
    #expect(bytes("ls") == [0x6C, 0x73, 0x0D])
    #expect(bytes("") == [0x0D])
    #expect(bytes(#"\c"#) == [])
    #expect(bytes(#"\x03\t\e\\\n\r\c"#) == [3, 9, 0x1B, 0x5C, 0x0A, 0x0D])
    for wrong in [#"\"#, #"\q"#, #"\x0"#, #"\xzz"#, #"\cx"#] { #expect(bytes(wrong) == nil) }
  }

  @Test func theCommandLinesOrderIsKept() {
    let (first, second) = (
      RunStep.expect(machine: "a", text: "1"), RunStep.expect(machine: "a", text: "2")
    )
    let send = RunStep.send(machine: "a", bytes: [0x0D])
    #expect(
      RunStep.ordered(
        [
          "martlet", "run", "--expect", "a:1", "--qemu", "--send", "--send=a:", "x", "--expect",
          "a:2",
        ],
        expects: [first, second], sends: [send]) == [first, send, second])
  }
}
