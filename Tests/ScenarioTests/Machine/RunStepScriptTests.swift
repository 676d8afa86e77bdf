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

  @Test func theHypervisorIsReachedByItsNameUnlessAVMHasIt() {
    let step = RunStep.sending("martlet:top")
    #expect(
      step?.reachingHypervisor(unless: ["a"])
        == .send(machine: RunStep.hypervisor, bytes: [UInt8]("top\r".utf8)))
    #expect(step?.reachingHypervisor(unless: ["a", "martlet"]) == step)
    let other = RunStep.expect(machine: "a", text: "x")
    #expect(other.reachingHypervisor(unless: ["a"]) == other)
    #expect(
      RunStep.expecting("martlet:off")?.reachingHypervisor(unless: [])
        == .expect(machine: RunStep.hypervisor, text: "off"))
    #expect(step?.isSend == true && other.isSend == false)
  }
}
