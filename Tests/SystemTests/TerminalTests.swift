import Foundation
import Testing

@testable import Machine

extension SystemTests {
  /// `martlet run` with a person at the terminal.
  @Suite struct TerminalTests {
    private static let scenario = """
      name: terminal
      board: { name: qemu-virt, cpus: 3 }
      console: { mode: raw, focus: firmware }
      vms:
        - name: firmware
          cpus: [0]
          memory: 256MiB
          payload: { flash: "cache:guests/u-boot/u-boot.bin" }
        - name: control
          cpus: [1]
          memory: 16MiB
          payload:
            linux: "\(Workshop.build.path)/guests/control.bin"
            arguments: "ticks=100 period-us=1000 end=loop"
        - name: hanging
          cpus: [2]
          interrupts: { direct: fiq }
          memory: 16MiB
          payload: { linux: "\(Workshop.build.path)/guests/attacker.bin", arguments: "mode=hang" }
      """

    /// Starts the program at the terminal with its arguments.
    private func start(_ arguments: [String], at terminal: PseudoTerminal) throws -> Process {
      let process = Process()
      process.executableURL = Program.path
      process.arguments = arguments
      process.currentDirectoryURL = Workshop.root
      process.standardInput = terminal.program
      process.standardOutput = terminal.program
      process.standardError = terminal.program
      try SignalWatch.withEndingUnblocked { try process.run() }
      return process
    }

    private func finish(_ process: Process, at terminal: PseudoTerminal) throws {
      let end = ContinuousClock.now + .seconds(60)
      while process.isRunning, ContinuousClock.now < end { terminal.read() }
      guard !process.isRunning else {
        process.terminate()
        throw SystemTestError("the program did not end:\n\(terminal.text.suffix(3000))")
      }
    }

    private func scenarioFile(_ name: String) throws -> String {
      let logs = Workshop.logs(name)
      try FileManager.default.createDirectory(at: logs, withIntermediateDirectories: true)
      let file = logs.appending(path: "terminal.yaml")
      try Data(Self.scenario.utf8).write(to: file)
      return file.path
    }

    private func keep(_ terminal: PseudoTerminal, _ name: String) {
      let file = Workshop.logs(name).appending(path: "terminal.log")
      try? Data(terminal.text.utf8).write(to: file)
    }

    @Test func theConsoleIsSwitchedAndPowersOff() throws {
      let terminal = try PseudoTerminal()
      let before = try terminal.flags
      let process = try start(["run", scenarioFile("terminal")], at: terminal)
      defer { keep(terminal, "terminal") }
      try terminal.wait(for: "Ctrl-T then 0 firmware, 1 control, 2 hanging")
      try terminal.wait(for: "Hit any key to stop autoboot")
      #expect(try terminal.isRaw)
      terminal.type(" ")
      try terminal.wait(for: "=> ")
      terminal.type("version\r")
      try terminal.wait(for: "aarch64-linux-gnu-gcc")

      // Raw mode shows the VM in focus and no other.
      #expect(!terminal.text.contains("control: ticks="))
      terminal.type("\u{14}1")
      try terminal.wait(for: "console: raw, focus control")
      try terminal.wait(for: "control: ticks=100 ")
      terminal.type("\u{14}0")
      try terminal.wait(for: "console: raw, focus firmware")
      terminal.type("echo back in $board\r")
      try terminal.wait(for: "back in qemu-arm")

      terminal.type("\u{14}r")
      try terminal.wait(for: "console: lines, focus firmware")
      try terminal.wait(for: "[control] control: ticks=100 ")
      terminal.type("\u{14}7")
      try terminal.wait(for: "console: no such VM")
      terminal.type("\u{14}h")
      try terminal.wait(for: "console: escape then")
      terminal.type("\u{14}s")
      try terminal.wait(for: "report vm=hanging state=running")
      try terminal.wait(for: "report machine ")
      terminal.type("\u{14}q")
      try terminal.wait(for: "report vm=hanging state=off")
      try finish(process, at: terminal)
      #expect(process.terminationReason == .exit && process.terminationStatus == 0)
      #expect(try terminal.flags == before)
    }

    /// Also while nothing answers; and a second run works at the same terminal.
    @Test func ctrlBracketLeavesAtOnce() throws {
      let terminal = try PseudoTerminal()
      let before = try terminal.flags
      defer { keep(terminal, "terminal-leave") }
      for _ in 0..<2 {
        let process = try start(["run", scenarioFile("terminal-leave")], at: terminal)
        try terminal.wait(for: "Hit any key to stop autoboot")
        #expect(try terminal.isRaw)
        terminal.type("\u{1D}")
        try finish(process, at: terminal)
        #expect(process.terminationReason == .exit && process.terminationStatus == 0)
        #expect(try terminal.flags == before)
      }
    }

    @Test func aSignalRestoresTheTerminal() throws {
      let terminal = try PseudoTerminal()
      let before = try terminal.flags
      let process = try start(["run", scenarioFile("terminal-signal")], at: terminal)
      defer { keep(terminal, "terminal-signal") }
      try terminal.wait(for: "Hit any key to stop autoboot")
      #expect(try terminal.isRaw)
      process.terminate()
      try finish(process, at: terminal)
      #expect(process.terminationReason == .exit)
      #expect(try terminal.flags == before)
    }
  }
}
