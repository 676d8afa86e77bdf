import Testing

@testable import Machine

@Suite struct RunStepScriptTests {
  @Test func aListThatTypesIsAScriptInOrder() {
    #expect(
      RunStep.script(of: ["# ", "> uname", "Linux"], machine: "a") == [
        .expect(machine: "a", text: "# "), .send(machine: "a", bytes: [UInt8]("uname\r".utf8)),
        .expect(machine: "a", text: "Linux"),
      ])
  }

  @Test func aListOfTextsIsNoScript() {
    #expect(RunStep.script(of: ["login:", "ready"], machine: "a") == nil)
  }
}
