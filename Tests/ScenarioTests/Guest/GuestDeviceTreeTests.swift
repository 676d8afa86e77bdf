import Foundation
import Scenario
import Testing

@Suite struct GuestDeviceTreeTests {
  /// Runs `dtc` over a flattened tree and returns its source form and its complaints.
  static func decompile(_ bytes: [UInt8]) throws -> (source: String, complaints: String) {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("martlet-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let tree = folder.appendingPathComponent("tree.dtb")
    try Data(bytes).write(to: tree)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["dtc", "-I", "dtb", "-O", "dts", tree.path]
    let output = Pipe()
    let errors = Pipe()
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    let source = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    let complaints = String(
      decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    return (source, complaints)
  }

  @Test func treesDecompileWithoutAnyComplaint() throws {
    for machine in PlanExamples.two().virtualMachines {
      let (_, complaints) = try Self.decompile(machine.deviceTree())
      #expect(complaints.isEmpty, "\(machine.name)")
    }
  }

  @Test func channelsAreOnABusOrHaveANode() throws {
    let plan = ChannelConfigurationTests.plan()
    let (bus, complaints) = try Self.decompile(plan.virtualMachines[0].deviceTree())
    #expect(complaints.isEmpty, "\(complaints)")
    for text in [
      "pcie@10000000", "compatible = \"pci-host-ecam-generic\"", "bus-range = <0x00 0x00>",
      "reg = <0x40 0x10000000 0x00 0x100000>",
      "ranges = <0x2000000 0x00 0x10000000 0x00 0x10000000 0x00 0x2eff0000 0x43000000 0x80 0x00 0x80 0x00 0x00 0x40000000>",
      "interrupt-map-mask = <0x1800 0x00 0x00 0x07>",
      // Slot 0, INTA: SPI 3; slot 2, INTA: SPI 5; slot 3, INTB: SPI 3 again.
      "interrupt-map = <0x00 0x00 0x00 0x01 0x01 0x00 0x00 0x00 0x03 0x04",
      "0x1000 0x00 0x00 0x01 0x01 0x00 0x00 0x00 0x05 0x04",
      "0x1800 0x00 0x00 0x02 0x01 0x00 0x00 0x00 0x03 0x04",
    ] {
      #expect(bus.contains(text), "\(text) in\n\(bus)")
    }
    var direct = plan.virtualMachines[1]
    direct.channels = [.init(name: "samples", end: plan.channels[0].ends[0], size: 0x20_1000)]
    let (node, others) = try Self.decompile(direct.deviceTree())
    #expect(others.isEmpty, "\(others)")
    for text in [
      "channel@b002000", "compatible = \"martlet,channel-1\"", "label = \"samples\"",
      "reg = <0x00 0xb002000 0x00 0x1000 0x00 0x10000000 0x00 0x201000>",
      "interrupts = <0x00 0xc6 0x01>",
    ] {
      #expect(node.contains(text), "\(text) in\n\(node)")
    }
    #expect(!node.contains("pcie"))
  }

  @Test func aTreeHoldsWhatTheMachineHas() throws {
    let machines = PlanExamples.two().virtualMachines
    let (full, _) = try Self.decompile(machines[0].deviceTree())
    for text in [
      "memory@40000000", "memory@80000000",
      "reg = <0x00 0x8000000 0x00 0x10000 0x00 0x80a0000 0x00 0x40000>",
      "cpu@0", "cpu@1", "flash@0", "pl011@9000000", "pl031@9010000", "pl061@9030000",
      "interrupts = <0x00 0x01 0x04>", "interrupts = <0x00 0x07 0x04>",
      "bootargs = \"console=ttyAMA0\"", "linux,initrd-start = <0x00 0x41000000>",
      "linux,initrd-end = <0x00 0x41000005>", "stdout-path = \"/pl011@9000000\"",
      "method = \"hvc\"", "enable-method = \"psci\"",
      "interrupts = <0x01 0x0d 0x04 0x01 0x0e 0x04 0x01 0x0b 0x04 0x01 0x0a 0x04>",
    ] {
      #expect(full.contains(text), "\(text)")
    }
    #expect(!full.contains("virtio"))
    let (small, _) = try Self.decompile(machines[1].deviceTree())
    #expect(small.contains("cpu@100000003"))
    // A physical interrupt that software sets pending is an edge.
    #expect(small.contains("interrupts = <0x00 0xc0 0x01>"))
    for text in ["flash", "pl031", "bootargs", "initrd"] {
      #expect(!small.contains(text), "\(text)")
    }
  }
}
