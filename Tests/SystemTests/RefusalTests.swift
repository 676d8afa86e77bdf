import Foundation
import Machine
import Scenario
import Testing

extension SystemTests {
  /// What the image does not start, and that it says why.
  @Suite struct RefusalTests {
    private static func file(scheduler: String = "bind") throws -> BootableFile {
      try Workshop.file(
        """
        name: refused
        board: { name: qemu-virt, cpus: 2 }
        pools: [{ name: all, cpus: [0, 1], scheduler: \(scheduler) }]
        vms:
          - name: control
            cpus: [1]
            memory: 16MiB
            payload: { linux: ../build/guests/control.bin, arguments: "ticks=10" }
        """, on: .shipped)
    }

    /// Boots it, requires that it ends by itself without having started a VM, and returns the
    /// hypervisor's lines.
    private func refusal(
      _ name: String, _ bytes: [UInt8], _ file: BootableFile, extraArguments: [String] = []
    ) throws -> [String] {
      let result = try BareBoot.start(
        "refused-\(name)", bytes, on: file.plan.board, extraArguments: extraArguments)
      let lines = result.lines.map(\.text)
      #expect(result.outcome == .done, "\(lines)")
      #expect(!lines.contains { $0.contains("control: ") || $0.contains("epitaph") }, "\(lines)")
      return result.hypervisorLines
    }

    private func expectRefused(_ lines: [String], _ reason: String) {
      #expect(
        lines.contains { $0.hasPrefix("refused: ") && $0.contains(reason) }, "\(lines)")
    }

    /// The scenario itself is fine: without this the rest would prove nothing.
    @Test func theUndamagedFileStarts() throws {
      let file = try Self.file()
      let result = try BareBoot.start("refused-not", file.bytes, on: file.plan.board)
      #expect(result.lines.contains { $0.text.contains("control: ticks=10 ") })
    }

    @Test func aTruncatedBundle() throws {
      let file = try Self.file()
      let start = try Workshop.hypervisor().length
      // In the middle of the last part: the file is shorter than its bundle's header says.
      let end = start + (file.bytes.count - start) * 3 / 4
      expectRefused(try refusal("truncated", [UInt8](file.bytes[..<end]), file), "bundle")
    }

    @Test func aDamagedPayload() throws {
      let file = try Self.file()
      let payload = try #require(file.plan.virtualMachines.first?.loads.first?.bytes)
      let place = try #require(file.bytes.lastRange(of: payload.prefix(4096))).lowerBound
      var bytes = file.bytes
      bytes[place + payload.count / 2] ^= 1
      expectRefused(try refusal("damaged", bytes, file), "bundle")
    }

    @Test func aDamagedConfiguration() throws {
      let file = try Self.file()
      let start = try Workshop.hypervisor().length
      var bytes = file.bytes
      // The configuration is the first part, at the first page behind the bundle's header.
      bytes[start + 4096 + 60] ^= 1
      expectRefused(try refusal("configuration", bytes, file), "bundle")
    }

    @Test func aForeignBundle() throws {
      let file = try Self.file()
      let start = try Workshop.hypervisor().length
      var bytes = file.bytes
      for index in 0..<8 { bytes[start + index] = UInt8(ascii: "x") }
      expectRefused(try refusal("foreign", bytes, file), "bundle")
    }

    /// `martlet` would not put it behind this image, which binds and nothing else.
    @Test func aPoolThatIsShared() throws {
      let file = try Self.file(scheduler: "fair")
      expectRefused(try refusal("shared", file.bytes, file), "configuration")
    }

    @Test func noBundleAtAll() throws {
      let file = try Self.file()
      let start = try Workshop.hypervisor().length
      expectRefused(try refusal("missing", [UInt8](file.bytes[..<start]), file), "bundle")
    }

    @Test func aBoardWithTooLittleMemory() throws {
      let file = try Self.file()
      expectRefused(
        try refusal("memory", file.bytes, file, extraArguments: ["-m", "16M"]), "board")
    }

    @Test func aBoardWithTooFewCores() throws {
      let file = try Self.file()
      expectRefused(
        try refusal("cores", file.bytes, file, extraArguments: ["-smp", "1"]), "board")
    }

    @Test func entryAtEL1() throws {
      let file = try Self.file()
      let lines = try refusal(
        "el1", file.bytes, file, extraArguments: ["-machine", "virtualization=off"])
      expectRefused(lines, "EL2")
    }
  }
}
