import Foundation
import Machine
import Testing
import Tracing

extension SystemTests {
  /// The trace of a machine that shares cores and has one with no exits, read while it runs and afterwards.
  @Suite struct TraceTests {
    @Test func ofAMixedMachineIsOneForPerfetto() throws {
      let folder = Workshop.logs("trace")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      let memory = folder.appending(path: "memory").path
      defer { try? FileManager.default.removeItem(atPath: memory) }
      let path = Workshop.root.appending(path: "scenarios/mixed.yaml")
      var run = SystemRun("trace", try String(contentsOf: path, encoding: .utf8))
      run.image = .traced
      run.memoryFile = memory
      var live: TraceSnapshot?
      run.onOutput = { line in
        guard live == nil, String(decoding: line, as: UTF8.self).contains("control: ticks=") else {
          return
        }
        var file = try? TraceFile(path: memory)
        live = try? file?.snapshot()
      }
      let result = try run.requireSuccess()
      let names = result.report.virtualMachines.map(\.name)

      let early = try #require(live, "no trace while the machine ran")
      #expect(early.machines == names)
      #expect(early.virtualCPUs.contains { $0.isInside })
      var file = try TraceFile(path: memory)
      let late = try file.snapshot()
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

      let output = folder.appending(path: "mixed.pftrace").path
      let told = try Program.run("trace", memory, "--output", output)
      #expect(told.status == 0 && told.output.contains("ui.perfetto.dev"), "\(told.output)")
      let tracks = try Self.check(output)
      #expect(tracks["cores"]?.contains { $0.slices > 100 } == true)
      for name in names {
        let own = try #require(tracks[name], "no track of \(name)")
        let count = result.report[name]?.virtualCPUs.count ?? 0
        #expect(own.count == count + 1)
        #expect(own[0].slices == 0 && own[0].instants >= 2)
        // Of a VM whose core has more to tell the older ones are gone.
        let index = try #require(late.machines.firstIndex(of: name))
        let states = late.cores.flatMap(\.events)
          .filter { $0.kind == .phase && Int($0.machine) == index }
          .sorted { $0.time < $1.time }.compactMap { TracePhase(rawValue: $0.code) }
        let all: [TracePhase] = [.starting, .running, .leaving, .off]
        #expect(states.count >= 2 && states == all.suffix(states.count), "\(name): \(states)")
        if name == "control" { #expect(states == all) }
      }
      let top = try Program.run("top", memory)
      #expect(top.status == 0)
      for name in names { #expect(top.output.contains(name), "\(top.output)") }
    }

    /// What a machine's memory must not overwrite, and who keeps no trace.
    @Test func runsThatCannotLeaveATraceAreRefused() throws {
      let folder = Workshop.logs("trace-refused")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      let file = folder.appending(path: "letter")
      try Data("dear diary".utf8).write(to: file)
      for path in [file.path, folder.path] {
        let told = try Program.run("run", "scenarios/minimal.yaml", "--batch", "--trace", path)
        #expect(told.status == 2 && told.output.contains("is no memory"), "\(told.output)")
      }
      #expect(try Data(contentsOf: file) == Data("dear diary".utf8))
      let told = try Program.run(
        "run", "scenarios/minimal.yaml", "--batch", "--image", "build/martlet.bin", "--trace",
        folder.appending(path: "new").path)
      #expect(told.status == 1 && told.output.contains("keeps no trace"), "\(told.output)")
    }

    /// A guest that cannot go on, on a machine with as many rings as there can be.
    @Test func theFaultOfAGuestIsInTheTrace() throws {
      // The comma is one that QEMU would take for its own.
      let memory = Workshop.logs("trace-fault").path + ",memory"
      defer { try? FileManager.default.removeItem(atPath: memory) }
      var run = SystemRun(
        "trace-fault",
        """
        name: trace-fault
        board: { name: qemu-virt, cpus: 8 }
        vms:
          - name: crash
            cpus: [0, 1, 2, 3, 4, 5, 6, 7]
            memory: 16MiB
            payload: { linux: ../build/guests/attacker.bin, arguments: "mode=crash" }
        """, steps: [.expect(machine: RunStep.hypervisor, text: "vm crash failed and stays off")])
      run.image = .traced
      run.memoryFile = memory
      let result = try run.requireSuccess()
      var file = try TraceFile(path: memory)
      let snapshot = try file.snapshot()
      #expect(snapshot.cores.count == 8 && snapshot.virtualCPUs.count == 8)
      #expect(
        snapshot.virtualCPUs[0].exits.reduce(0, +) == result.report["crash"]?.virtualCPUs[0].exits)
      let events = snapshot.cores.flatMap(\.events)
      #expect(
        events.contains { $0.kind == .exception } && events.contains { $0.kind == .guestFault })
      let states = events.filter { $0.kind == .phase }.compactMap { TracePhase(rawValue: $0.code) }
      #expect(states == [.starting, .running, .leaving, .failed])
    }

    /// Who was on which core, where virtual cores share two: each on one at a time, and nobody beside it.
    @Test func virtualCoresTakeTurns() throws {
      let memory = Workshop.logs("trace-turns").path + "-memory"
      defer { try? FileManager.default.removeItem(atPath: memory) }
      let counts = ["a": 2, "b": 1]
      let machines = counts.keys.sorted().map { name in
        """
          - name: \(name)
            vcpus: \(counts[name] ?? 1)
            memory: 16MiB
            payload:
              linux: ../build/guests/registers.bin
              arguments: "role=\(name) rounds=50 wait=spin"
        """
      }
      var run = SystemRun(
        "trace-turns",
        """
        name: trace-turns
        board: { name: qemu-virt, cpus: 2 }
        pools: [{ name: all, cpus: [0, 1], scheduler: fair, quantum: 1ms }]
        vms:
        \(machines.joined(separator: "\n"))
        """,
        steps: counts.flatMap { name, count in
          (0..<count).map { _ in .expect(machine: name, text: "registers: isolation ok n=50") }
        })
      run.image = .traced
      run.memoryFile = memory
      _ = try run.requireSuccess()
      var file = try TraceFile(path: memory)
      let snapshot = try file.snapshot()
      #expect(snapshot.cores.count == 2)
      let visits = snapshot.cores.map { Visit.all(of: $0) }
      for visits in visits {
        #expect(Set(visits.map(\.machine)).count == 2, "\(visits)")
        for (one, next) in zip(visits, visits.dropFirst()) { #expect(one.end <= next.start) }
      }
      var wasMoved = false
      for (machine, name) in snapshot.machines.enumerated() {
        for index in 0..<(counts[name] ?? 0) {
          let own = visits.joined().filter { $0.machine == machine && $0.index == index }
            .sorted { $0.start < $1.start }
          #expect(own.count > 1, "\(name) \(index)")
          wasMoved = wasMoved || Set(own.map(\.core)).count > 1
          for (one, next) in zip(own, own.dropFirst()) {
            #expect(one.end <= next.start, "\(name) \(index): \(one), \(next)")
          }
        }
      }
      #expect(wasMoved, "\(visits)")
      let output = Workshop.logs("trace-turns").appending(path: "turns.pftrace").path
      let told = try Program.run("trace", memory, "--output", output)
      #expect(told.status == 0, "\(told.output)")
      let tracks = try Self.check(output)
      #expect(tracks["cores"]?.count == 3 && tracks["a"]?.count == 3 && tracks["b"]?.count == 2)
    }

    /// What a virtual core had of a core from when it came until it left.
    private struct Visit {
      let core: UInt64
      let machine, index: Int
      let start, end: UInt64

      /// Each leaves before the next comes, or what the trace says is wrong.
      static func all(of core: TraceSnapshot.Core) -> [Visit] {
        var visits: [Visit] = []
        var open: TraceEvent?
        for event in core.events where event.kind == .enter || event.kind == .leave {
          if event.kind == .enter {
            #expect(open == nil, "core \(core.index): \(event) while there is \(open as Any)")
            open = event
            continue
          }
          // The oldest may have come before the first event that was kept.
          guard let begun = open else {
            #expect(visits.isEmpty && core.lost > 0, "core \(core.index): \(event)")
            continue
          }
          #expect(begun.machine == event.machine && begun.virtualCPU == event.virtualCPU)
          visits.append(
            Visit(
              core: core.index, machine: Int(event.machine), index: Int(event.virtualCPU),
              start: begun.time, end: event.time))
          open = nil
        }
        return visits
      }
    }

    @Test func memoryWithoutOneIsRefused() throws {
      let told = try Program.run("trace", "/dev/null")
      #expect(told.status == 1 && told.output.contains("holds no trace"), "\(told.output)")
      let top = try Program.run("top", "no-such-file")
      #expect(top.status == 1 && top.output.contains("cannot be read"), "\(top.output)")
    }

    /// What Perfetto's schema says of the file: the tracks of each process.
    static func check(_ path: String) throws -> [String: [(
      name: String, slices: Int, instants: Int
    )]] {
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
      var tracks: [String: [(name: String, slices: Int, instants: Int)]] = [:]
      for line in text.split(separator: "\n") {
        let cells = line.split(separator: "\t").map(String.init)
        tracks[cells[0], default: []].append((cells[1], Int(cells[2]) ?? 0, Int(cells[3]) ?? 0))
      }
      return tracks
    }
  }
}
