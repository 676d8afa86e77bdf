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
      "demo on qemu-virt: 5 cores (cortex-a72), 2GiB", "console: lines, focus linux, escape Ctrl-T",
      "3     realtime  control  0       direct (fiq)", "33     the hypervisor",
      "224    control         uart, spare interrupt pended by software", "VM rt",
      "on failure   restart, at most 3 times", "expects      cyclictest done",
    ] { #expect(text.contains(line), "\(line) in\n\(text)") }
  }

  @Test func channelsAreExplained() throws {
    let files = try TestFiles()
    defer { files.remove() }
    let result = files.check(CheckedScenarioTests.channels)
    let explanation = Explanation(
      scenario: try #require(result.scenario, "\(result.lines)"),
      plan: try #require(result.plan), imageSize: 2 << 20)
    for line in [
      "channel common", "226    three           channel parted, spare interrupt pended by software",
      "  common   two    3MiB              PCI 00:02.0 ",
      "  parted   one    8KiB (4KiB) 4KiB  PCI 00:03.0 ",
      "  parted   three  (8KiB) 4KiB 4KiB  registers 0x0B00_2000, memory 0x1000_0000",
    ] { #expect(explanation.text.contains(line), "\(line) in\n\(explanation.text)") }
    let json = try JSONSerialization.jsonObject(with: Data(explanation.json.utf8))
    let channels = try #require((json as? [String: Any])?["channels"] as? [[String: Any]])
    #expect(channels.compactMap { $0["name"] as? String } == ["common", "parted", "small"])
    let parts = channels[1]["parts"] as? [[String: Any]]
    #expect(
      parts?.compactMap { $0["writers"] as? [String] } == [["one"], ["three"], ["one", "three"]])
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

  private func sharing() throws -> Explanation {
    let files = try TestFiles()
    defer { files.remove() }
    let result = files.check(CheckedScenarioTests.everyScheduler)
    #expect(result.lines == [])
    return Explanation(
      scenario: try #require(result.scenario), plan: try #require(result.plan), imageSize: 2 << 20)
  }

  @Test func theTextNamesPoolsAndShares() throws {
    let text = try sharing().text
    for line in [
      "0     bound    still               0       virtual",
      "1     even     even-a, even-b      shared  virtual",
      "bound    bind            0, 7   -", "even     fair            1, 2   quantum 2ms",
      "parts    time-partition  3, 4   quantum 10ms, frame 20ms, slack donate, part-b 0ms to 5ms,"
        + " part-a 5ms to 15ms",
      "periods  deadline        5      -",
      "runs on      pool bound, cores 0\n",
      "runs on      pool even, 3 vCPUs on cores 1, 2, shared\n               vCPU 0 on cores 1\n",
      "share        weight 300, cap 50 %", "share        weight 100\n",
      "share        budget 2ms, period 10ms", "share        priority 200, budget 1ms, period 5ms",
      "share        priority 100\n", "exits        at most 20000 in 5ms",
      "guard        to pool bound after 2 missed of 4 periods (2ms within 4ms of 5ms), home after 9"
        + " calm ones, each for 3s at least",
    ] { #expect(text.contains(line), "\(line) in\n\(text)") }
  }

  @Test func jsonNamesPoolsAndShares() throws {
    let json = try JSONSerialization.jsonObject(with: Data(try sharing().json.utf8))
    let root = try #require(json as? [String: Any])
    let pools = try #require(root["pools"] as? [[String: Any]])
    #expect(
      pools.map { $0["scheduler"] as? String }
        == ["bind", "fair", "time-partition", "deadline", "fixed-priority"])
    #expect(pools.map { $0["quantum"] as? Int } == [nil, 2_000_000, 10_000_000, nil, 10_000_000])
    #expect(pools[2]["frame"] as? Int == 20_000_000)
    #expect(pools[2]["donatesSlack"] as? Bool == true)
    #expect((pools[2]["windows"] as? [[String: Any]])?.first?["vm"] as? String == "part-b")
    let machines = try #require(root["vms"] as? [[String: Any]])
    let shares = machines.map { $0["share"] as? [String: Any] }
    #expect(shares[0] == nil)
    #expect(shares[1]?["weight"] as? Int == 300)
    #expect(shares[1]?["cap"] as? Int == 50)
    #expect(shares[1]?["affinity"] as? [[Int]] == [[1], [1, 2], [2]])
    #expect(shares[5]?["budget"] as? Int == 2_000_000)
    #expect(shares[1]?["exits"] as? [String: Int] == ["most": 20_000, "period": 5_000_000])
    let guarding = try #require(shares[4]?["guard"] as? [String: Any])
    #expect(guarding["pool"] as? String == "bound")
    #expect(guarding["calm"] as? Int == 9)
    #expect(shares[3]?["guard"] is NSNull)
    let cores = try #require(root["cores"] as? [[String: Any]])
    #expect(cores[0]["vm"] as? String == "still")
    #expect(cores[1]["sharedBy"] as? [String] == ["even-a", "even-b"])
  }

  @Test func thePictureShowsWhoShares() throws {
    let html = try sharing().html
    let start = try #require(html.range(of: "<svg"))
    let end = try #require(html.range(of: "</svg>"))
    let picture = String(html[start.lowerBound..<end.upperBound])
    #expect(XMLParser(data: Data(picture.utf8)).parse())
    #expect(picture.contains("shared by 2 VMs"))
    #expect(picture.contains("even-a: 3 vCPUs"))
    // A line for the bound VM and one for each that shares a core.
    #expect(picture.ranges(of: "<line").count == 12)
  }

  @Test func textIsEscaped() {
    #expect(Explanation.escaped("<a & \"b\">") == "&lt;a &amp; &quot;b&quot;&gt;")
  }
}
