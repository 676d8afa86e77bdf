import Foundation
import Machine
import Testing
import Tracing

extension SystemTests {
  /// The trace as the VM sees it that runs the machine, without a computer beside the board.
  @Suite struct GuestTraceTests {
    private static func scenario(initrd: String) -> String {
      """
      name: guest-trace
      board: { name: qemu-virt, cpus: 4 }
      pools:
        - { name: general, cpus: [0, 1, 2], scheduler: fair }
        - { name: spare, cpus: [3] }
      vms:
      \(GuestText.tools(
        "linux", keys: ["role: service", "pool: general", "managed: [observe, share]"],
        initrd: initrd))
      \(GuestText.bare(
        "seen", "control", "ticks=1000 period-us=1000 end=loop",
        keys: ["pool: general", "managed: [observe, share]"]))
      \(GuestText.bare(
        "unseen", "control", "ticks=1000 period-us=1000 end=loop",
        keys: ["pool: general", "managed: [share]"]))
      reserve: { memory: 36MiB, vms: 1, vcpus: 1 }
      """
    }

    private static func command(_ line: String, _ texts: String..., code: Int = 0) -> [RunStep] {
      GuestText.command(line, texts, code: code, in: "linux")
    }

    private static func package(_ name: String, isSeen: Bool) throws -> [UInt8] {
      try Workshop.package(
        """
        name: \(name)
        pool: spare
        managed: [start, destroy\(isSeen ? ", observe" : "")]
        autostart: \(!isSeen)
        memory: 16MiB
        payload:
          linux: ../build/guests/control.bin
          arguments: "ticks=1000 period-us=1000 end=loop"
        """, for: scenario(initrd: GuestText.toolsRamdisk))
    }

    @Test func itIsReadAsFarAsVMsAllow() throws {
      let initrd = try RamdiskWriter.write(
        [
          ("hidden.vm", try Self.package("hidden", isSeen: false)),
          ("shown.vm", try Self.package("shown", isSeen: true)),
        ], for: "guest-trace")
      var steps = Self.command("martletctl trace >/tmp/all")
      steps += Self.command(
        "sed 's/  */ /g' /tmp/all | cut -d' ' -f4 | sort -u | tr '\\n' ' '", "linux/0 seen/0 ")
      steps += Self.command(
        "martletctl trace seen --count 40 --json >/tmp/seen;"
          + " [ $(grep -c '\"vm\":\"seen\",\"vcpu\":0.*\"what\":\"timer\"' /tmp/seen) -gt 3 ]")
      steps += Self.command("martletctl trace unseen", "here goes a VM", code: 1)
      // Who was in a created VM's place before is seen only if it wanted to be.
      steps += Self.command("martletctl create /packages/hidden.vm")
      steps += Self.command("sleep 1; martletctl trace | grep -c 'core 3'", "0", code: 1)
      steps += Self.command("martletctl destroy '#3'", "done")
      steps += Self.command("martletctl create /packages/shown.vm", "created shown")
      steps += Self.command("martletctl trace | grep -c 'core 3'", "0", code: 1)
      steps += Self.command("martletctl start shown", "done")
      steps += Self.command(
        "sleep 1; martletctl trace shown | head -n 1", "core 3  shown")
      steps += Self.command("martletctl trace --count 60 -o /tmp/trace", "for a picture")
      steps += Self.command("martletctl destroy shown", "done")
      steps += Self.command("gzip -c /tmp/trace | base64", "H4sI")
      let memory = Workshop.logs("guest-trace").path + "-memory"
      defer { try? FileManager.default.removeItem(atPath: memory) }
      var run = SystemRun("guest-trace", Self.scenario(initrd: initrd), steps: steps)
      run.image = .traced
      run.memoryFile = memory
      let result = try run.requireSuccess()

      // What the VM wrote is what the memory of the machine had.
      let lines = result.lines(of: "linux")
      let first = try #require(lines.lastIndex { $0.contains("H4sI") })
      let last = try #require(lines.lastIndex { $0.hasPrefix("code 0-0") })
      let text = lines[first..<last].joined().drop { $0 != "H" }
      let packed = try #require(Data(base64Encoded: String(text)))
      let folder = Workshop.logs("guest-trace")
      let file = folder.appending(path: "events.gz")
      try packed.write(to: file)
      let events = folder.appending(path: "events").path
      try Program.unpack(file.path).write(to: URL(filePath: events))
      var brought = try TraceFile(path: events)
      let snapshot = try brought.snapshot()
      #expect(snapshot.machines.prefix(2) == ["linux", "seen"])
      #expect(snapshot.cores.count == 4)
      let owners = Set(snapshot.cores.flatMap(\.events).map(\.machine))
      #expect(owners.isSuperset(of: [0, 1, 3]) && !owners.contains(2))
      let output = folder.appending(path: "events.pftrace").path
      let told = try Program.run("trace", events, "--output", output)
      #expect(told.status == 0, "\(told.output)")
      let tracks = try TraceTests.check(output)
      for name in ["linux", "seen"] {
        #expect(tracks[name]?.count == 2, "\(tracks)")
        #expect(tracks[name]?.last?.slices ?? 0 > 10, "\(tracks)")
      }
      // The account of who has gone is nobody's.
      var whole = try TraceFile(path: memory)
      let late = try whole.snapshot()
      #expect(late.virtualCPUs.map(\.machine) == [0, 1, 2])
    }

    /// An image that keeps no trace says so.
    @Test func otherImagesHaveNone() throws {
      _ = try SystemRun(
        "guest-no-trace", Self.scenario(initrd: GuestText.toolsRamdisk),
        steps: Self.command("martletctl trace", "not done: this image cannot do that", code: 3)
      ).requireSuccess()
    }
  }
}
