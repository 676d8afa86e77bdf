import Foundation
import Machine
import Testing

extension SystemTests {
  /// The session in README.md, typed as it stands there at the demonstration's prompt.
  @Suite struct SessionTests {
    private static let prompt = "martlet-guest# "

    /// What is behind a prompt is typed, and what stands below must be shown, but for what dots stand for. A line that begins with
    /// the console's escape has no end.
    static func steps(_ session: String) -> [RunStep] {
      session.split(separator: "\n").flatMap { line -> [RunStep] in
        if line.hasPrefix(prompt) {
          let typed = line.dropFirst(prompt.count)
          let end = typed.hasPrefix("~") ? "" : "\r"
          return [
            .expect(machine: "linux", text: prompt),
            .send(machine: "linux", bytes: Array((typed + end).utf8)),
          ]
        }
        return line.split(separator: "…").map {
          .expect(machine: "linux", text: $0.trimmingCharacters(in: .whitespaces))
        }
      }
    }

    private static func session() throws -> String {
      let path = Workshop.root.appending(path: "README.md")
      let text = try String(contentsOf: path, encoding: .utf8)
      let heading = try #require(text.range(of: "\n## A session\n"))
      let start = try #require(
        text.range(of: "```console\n", range: heading.upperBound..<text.endIndex))
      let end = try #require(text.range(of: "\n```", range: start.upperBound..<text.endIndex))
      return String(text[start.upperBound..<end.lowerBound])
    }

    @Test func goesAsTheReadmeSays() throws {
      func read(_ path: String) throws -> String {
        try String(contentsOf: Workshop.root.appending(path: path), encoding: .utf8)
      }
      let demo = try read("scenarios/demo.yaml")
      let package = try Workshop.package(try read("scenarios/vms/guest.yaml"), for: demo)
      let initrd = try RamdiskWriter.write([("second.vm", package)], for: "session")
      let scenario = demo.replacing("../build/tools/initramfs.cpio.gz", with: initrd)
      #expect(scenario != demo)
      let steps = Self.steps(try Self.session())
      #expect(steps.count { $0.isSend } > 8)
      // The scenario's own script has used up the prompt that was there.
      var run = SystemRun("session", scenario, steps: [GuestText.type("", to: "linux")] + steps)
      run.timeout = .seconds(600)
      let result = try run.requireSuccess()
      #expect(result.lines(of: "second").count { $0.contains("linux ready, 1 cpus") } == 2)
      result.expectNoExits(of: "control")
    }
  }
}
