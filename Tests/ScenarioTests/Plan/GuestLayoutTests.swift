import Foundation
import Testing

@testable import Scenario

@Suite struct GuestLayoutTests {
  static let memory: Range<UInt64> = 0x4000_0000..<0x4400_0000
  static let tree: Range<UInt64> = 0x4000_0000..<0x4001_0000

  private func payload(
    _ kind: PayloadKind, _ contents: [UInt8], initialRamdisk: [UInt8]? = nil
  ) -> CheckedScenario.Payload {
    .init(
      kind: kind, file: "file", contents: contents,
      initialRamdiskFile: initialRamdisk.map { _ in "ramdisk" }, initialRamdisk: initialRamdisk)
  }

  private func layout(
    _ payload: CheckedScenario.Payload, tree: Range<UInt64> = tree
  ) throws -> GuestLayout {
    try GuestLayout(payload: payload, memory: Self.memory, deviceTree: tree)
  }

  @Test func aKernelGoesAsLowAsItsOffsetAllows() throws {
    let image = TestFiles.linuxImage(size: 4096, memorySize: 8 << 20)
    #expect(try layout(payload(.linux, image)).entry == 0x4020_0000)
    #expect(
      try layout(payload(.linux, image), tree: 0x43FF_0000..<0x4400_0000).entry == 0x4000_0000)
    // A tree in the middle of where the kernel would be.
    #expect(
      try layout(payload(.linux, image), tree: 0x4060_0000..<0x4061_0000).entry == 0x4080_0000)
    let offset = TestFiles.linuxImage(size: 4096, memorySize: 0x2_0000, textOffset: 0x8_0000)
    #expect(try layout(payload(.linux, offset)).entry == 0x4008_0000)
  }

  @Test func aKernelWithoutSizeIsOfTheOldKind() throws {
    let image = TestFiles.linuxImage(size: 4096, memorySize: 0, textOffset: 0)
    #expect(try layout(payload(.linux, image)).entry == 0x4008_0000)
  }

  @Test func theRamdiskLiesBehindWhatTheKernelClears() throws {
    let image = TestFiles.linuxImage(size: 4096, memorySize: 0x80_0800)
    let layout = try layout(payload(.linux, image, initialRamdisk: [1, 2, 3]))
    #expect(layout.initialRamdisk == 0x40A0_1000..<0x40A0_1003)
    #expect(layout.loads.map(\.kind) == [.payload, .initialRamdisk])
  }

  @Test func theRamdiskAvoidsTheTree() throws {
    let image = TestFiles.linuxImage(size: 4096, memorySize: 8 << 20)
    let layout = try layout(
      payload(.linux, image, initialRamdisk: [UInt8](repeating: 0, count: 9000)),
      tree: 0x4080_1000..<0x4081_1000)
    #expect(layout.initialRamdisk?.lowerBound == 0x4081_1000)
  }

  @Test func segmentsGoToTheirPhysicalAddresses() throws {
    let file = try Data(
      contentsOf: BadScenarioTests.folder.appending(path: "files/program.elf"))
    let layout = try layout(payload(.elf, Array(file)))
    #expect(layout.entry == 0x4020_0000)
    #expect(layout.loads.map(\.address) == [0x4020_0000])
    #expect(layout.loads.map(\.bytes.count) == [16])
  }

  @Test func anELFCutOffAnywhereIsRefused() throws {
    let file = Array(
      try Data(contentsOf: BadScenarioTests.folder.appending(path: "files/program.elf")))
    for count in 0..<file.count {
      #expect(throws: GuestLayoutError.self) { try layout(payload(.elf, Array(file[..<count]))) }
    }
  }

  @Test func damagedELFsAreAnswered() throws {
    let file = Array(
      try Data(contentsOf: BadScenarioTests.folder.appending(path: "files/program.elf")))
    var random = SplitMix(seed: 1)
    for _ in 0..<3000 {
      var damaged = file
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        damaged[Int.random(in: 0..<120, using: &random)] =
          [0, 1, 0x7F, 0x80, 0xFF]
          .randomElement(using: &random) ?? 0
      }
      _ = try? layout(payload(.elf, damaged))
      _ = try? layout(payload(.linux, damaged))
    }
  }

  @Test func aFlashIsAtMostItsWindow() throws {
    let full = [UInt8](repeating: 0, count: GuestLayout.largestFlash)
    #expect(try layout(payload(.flash, full)).entry == 0)
    #expect(throws: GuestLayoutError.self) { try layout(payload(.flash, full + [0])) }
  }
}
