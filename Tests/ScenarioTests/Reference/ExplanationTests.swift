import Foundation
import FoundationXML
import Testing

@testable import Scenario

@Suite struct ExplanationTests {
  private func explanation() throws -> Explanation {
    let files = try TestFiles()
    defer { files.remove() }
    let text = try String(
      contentsOf: TestFiles.repository.appending(path: "scenarios/demo.yaml"), encoding: .utf8)
    let result = files.check(text)
    return Explanation(
      scenario: try #require(result.scenario), plan: try #require(result.plan), imageSize: 2 << 20)
  }

  @Test func theTextNamesWhoHasWhat() throws {
    let text = try explanation().text
    for line in [
      "demo on qemu-virt: 4 cores (cortex-a72), 2GiB", "console: lines, focus linux, escape Ctrl-T",
      "3     realtime  control  0     direct (fiq)", "33     the hypervisor",
      "224    control         uart, spare interrupt pended by software", "VM rt",
      "on failure   restart, at most 3 times", "expects      cyclictest done",
    ] { #expect(text.contains(line), "\(line) in\n\(text)") }
  }

  @Test func memoryAddsUpToTheBoards() throws {
    let parts = try explanation().memory
    #expect(parts.first?.range.lowerBound == 0x4000_0000)
    #expect(parts.last?.range.upperBound == 0xC000_0000)
    for (part, next) in zip(parts, parts.dropFirst()) {
      #expect(part.range.upperBound == next.range.lowerBound)
    }
  }

  @Test func jsonSaysTheSame() throws {
    let explanation = try explanation()
    let json = try JSONSerialization.jsonObject(with: Data(explanation.json.utf8))
    let root = try #require(json as? [String: Any])
    let machines = try #require(root["vms"] as? [[String: Any]])
    #expect(machines.compactMap { $0["name"] as? String } == ["linux", "rt", "control"])
    #expect(machines.last?["cores"] as? [Int] == [3])
    #expect((root["memory"] as? [[String: Any]])?.count == explanation.memory.count)
    #expect((root["interrupts"] as? [[String: Any]])?.count == explanation.interrupts.count)
  }

  @Test func thePictureIsWellFormedAndNeedsNothing() throws {
    let html = try explanation().html
    let start = try #require(html.range(of: "<svg"))
    let end = try #require(html.range(of: "</svg>"))
    let picture = String(html[start.lowerBound..<end.upperBound])
    #expect(XMLParser(data: Data(picture.utf8)).parse())
    for name in ["linux", "rt", "control"] { #expect(picture.contains(name)) }
    #expect(!html.contains("http"))
    #expect(!html.contains("<script"))
  }

  @Test func textIsEscaped() {
    #expect(Explanation.escaped("<a & \"b\">") == "&lt;a &amp; &quot;b&quot;&gt;")
  }
}
