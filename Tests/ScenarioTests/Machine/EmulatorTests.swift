import Foundation
import Machine
import Scenario
import Testing

@Suite struct EmulatorTests {
  static func fake(_ script: String) throws -> String {
    let file = FileManager.default.temporaryDirectory
      .appendingPathComponent("martlet-fake-\(UUID().uuidString)")
    try ("#!/bin/sh\n" + script + "\n").write(to: file, atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file.path)
    return file.path
  }

  @Test func versionsAreTold() throws {
    let good = try Self.fake("echo 'QEMU emulator version 11.1.0 (Debian)'")
    let old = try Self.fake("echo 'QEMU emulator version 7.2.15'")
    let odd = try Self.fake("echo hello")
    defer { for file in [good, old, odd] { try? FileManager.default.removeItem(atPath: file) } }
    let emulator = try Emulator.find(environment: ["MARTLET_QEMU": good])
    #expect(emulator.path == good)
    #expect(emulator.version == "11.1.0")
    #expect(throws: EmulatorError.tooOld(path: old, version: "7.2.15")) {
      try Emulator.find(environment: ["MARTLET_QEMU": old])
    }
    #expect(throws: EmulatorError.self) { try Emulator.find(environment: ["MARTLET_QEMU": odd]) }
    #expect(throws: EmulatorError.missing) { try Emulator.find(environment: ["PATH": "/nowhere"]) }
    #expect(throws: EmulatorError.missing) { try Emulator.find(environment: [:]) }
  }

  @Test func theBoardMakesTheCommandLine() throws {
    let board = BoardModel.qemuVirt(cores: 4, memorySize: 2 << 30)
    let arguments = try Emulator.arguments(board: board, image: "/tmp/x", extra: ["-d", "int"])
    #expect(arguments.starts(with: ["-M", "virt,virtualization=on,gic-version=3"]))
    #expect(arguments.joined(separator: " ").contains("-smp 4 -m 2048M"))
    #expect(arguments.suffix(4) == ["-kernel", "/tmp/x", "-d", "int"])
    var other = board
    other.emulatorArguments = nil
    #expect(throws: EmulatorError.boardNotEmulated("qemu-virt")) {
      try Emulator.arguments(board: other, image: "")
    }
  }

  /// The real pipes, with a shell script for QEMU.
  @Test func aProcessIsReadTypedToAndEnded() throws {
    let script = try Self.fake(
      """
      if [ "$1" = --version ]; then echo 'QEMU emulator version 10.0.2'; exit 0; fi
      echo '[a] ready'; read line; echo "[a] got $line"; exec sleep 600
      """)
    let complaints = script + ".err"
    defer {
      for file in [script, complaints] { try? FileManager.default.removeItem(atPath: file) }
    }
    let emulator = try Emulator.find(environment: ["MARTLET_QEMU": script])
    var machine = try EmulatedMachine(
      emulator: emulator, arguments: [], isInteractive: false, complaints: complaints)
    var session = RunSession(
      options: .init(names: ["a"], timeout: .seconds(60), farewell: .zero),
      script: RunScript(steps: [
        .expect(machine: "a", text: "ready"), .send(machine: "a", bytes: [0x78, 0x0A]),
        .expect(machine: "a", text: "got x"),
      ]), output: { _ in })
    let start = ContinuousClock.now
    let result = session.run(&machine) { ContinuousClock.now - start }
    #expect(result.outcome == .done)
    #expect(result.lines(of: "a") == ["ready", "got x"])
  }

  /// The signals that a thread blocks, from Linux's account of it.
  private static func blocked(_ status: String) -> UInt64? {
    status.split(separator: "\n").first { $0.hasPrefix("SigBlk:") }
      .flatMap { UInt64($0.dropFirst(7).drop { $0 == "\t" }, radix: 16) }
  }

  private static func blockedHere() throws -> UInt64 {
    try #require(blocked(String(contentsOfFile: "/proc/thread-self/status", encoding: .utf8)))
  }

  /// Threads of a pool block everything, and tests run on one. What ends a process is not handed down.
  @Test func theProcessCanBeEndedByASignal() throws {
    let script = try Self.fake(
      """
      if [ "$1" = --version ]; then echo 'QEMU emulator version 10.0.2'; exit 0; fi
      while read -r line; do echo "[a] $line"; done </proc/self/status
      exec sleep 600
      """)
    let complaints = script + ".err"
    defer {
      for file in [script, complaints] { try? FileManager.default.removeItem(atPath: file) }
    }
    let emulator = try Emulator.find(environment: ["MARTLET_QEMU": script])
    let before = try Self.blockedHere()
    var machine = try EmulatedMachine(
      emulator: emulator, arguments: [], isInteractive: false, complaints: complaints)
    #expect(try Self.blockedHere() == before)
    var session = RunSession(
      options: .init(names: ["a"], timeout: .seconds(60), farewell: .zero),
      script: RunScript(steps: [.expect(machine: "a", text: "nonvoluntary_ctxt_switches")]),
      output: { _ in })
    let start = ContinuousClock.now
    let result = session.run(&machine) { ContinuousClock.now - start }
    let status = result.lines(of: "a").joined(separator: "\n")
    let inherited = try #require(Self.blocked(status), "\(status)")
    // SIGHUP, SIGINT and SIGTERM are 1, 2 and 15; signal n is bit n - 1.
    let ending: UInt64 = 1 << 0 | 1 << 1 | 1 << 14
    #expect(before & ending == ending, "this thread blocks none of them, so that nothing is shown")
    #expect(inherited == before & ~ending)
  }
}
