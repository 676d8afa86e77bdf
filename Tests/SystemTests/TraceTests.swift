import Foundation
import Machine
import Testing

extension SystemTests {
  /// The trace of the demonstration, read while it runs and afterwards.
  @Suite struct TraceTests {
    @Test func ofTheDemonstrationIsOneForPerfetto() throws {
      let folder = Workshop.logs("trace")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      let memory = folder.appending(path: "memory").path
      defer { try? FileManager.default.removeItem(atPath: memory) }
      let path = Workshop.root.appending(path: "scenarios/demo.yaml")
      var run = SystemRun("trace", try String(contentsOf: path, encoding: .utf8))
      run.image = .traced
      run.memoryFile = memory
      var live: TraceSnapshot?
      run.onOutput = { line in
        guard live == nil, String(decoding: line, as: UTF8.self).contains("control: ticks=") else {
          return
        }
        live = try? TraceFile(path: memory).snapshot()
      }
      let result = try run.requireSuccess()
      let names = result.report.virtualMachines.map(\.name)

      let early = try #require(live, "no trace while the machine ran")
      #expect(early.machines == names)
      #expect(early.virtualCPUs.contains { $0.isInside })
      let late = try TraceFile(path: memory).snapshot()
      #expect(late.newest > early.newest)
      // What the trace counted is what the report says.
      for machine in result.report.virtualMachines {
        for cpu in machine.virtualCPUs {
          let account = try #require(
            late.virtualCPUs.first {
              late.name(ofMachine: $0.machine) == machine.name && $0.index == cpu.index
            })
          #expect(account.exits.reduce(0, +) == cpu.exits, "\(machine.name) \(cpu.index)")
          #expect(!account.isInside)
        }
      }

      let output = folder.appending(path: "demo.pftrace").path
      let told = try Program.run("trace", memory, "--output", output)
      #expect(told.status == 0 && told.output.contains("ui.perfetto.dev"), "\(told.output)")
      let tracks = try Self.check(output)
      #expect(tracks["cores"]?.contains { $0.slices > 100 } == true)
      for name in names {
        let own = try #require(tracks[name], "no track of \(name)")
        let count = result.report[name]?.virtualCPUs.count ?? 0
        #expect(own.count == count + 1)
        // Started, running, leaving, off.
        #expect(own[0].slices == 0)
      }
      let top = try Program.run("top", memory)
      #expect(top.status == 0)
      for name in names { #expect(top.output.contains(name), "\(top.output)") }
    }

    @Test func memoryWithoutOneIsRefused() throws {
      let told = try Program.run("trace", "/dev/null")
      #expect(told.status == 1 && told.output.contains("holds no trace"), "\(told.output)")
      let top = try Program.run("top", "no-such-file")
      #expect(top.status == 1 && top.output.contains("cannot be read"), "\(top.output)")
    }

    /// What Perfetto's schema says of the file: the tracks of each process.
    private static func check(_ path: String) throws -> [String: [(name: String, slices: Int)]] {
      let process = Process()
      process.executableURL = Workshop.root.appending(path: "scripts/check_trace.py")
      process.arguments = [path]
      let output = Pipe()
      process.standardOutput = output
      process.standardError = output
      try process.run()
      let text = String(
        decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      process.waitUntilExit()
      try #require(process.terminationStatus == 0, "\(text)")
      var tracks: [String: [(name: String, slices: Int)]] = [:]
      for line in text.split(separator: "\n") {
        let cells = line.split(separator: "\t").map(String.init)
        tracks[cells[0], default: []].append((cells[1], Int(cells[2]) ?? 0))
      }
      return tracks
    }
  }
}
