import Core
import TestSupport
import Testing

@Suite struct BoardDescriptionTests {
  @Test func qemuVirtIsRead() throws {
    let bytes = try Fixture.bytes("qemu-virt-4.dtb")
    let tree = try FlattenedDeviceTree(bytes.span.raw)
    var board = try BoardDescription(tree)
    let memory = board.memory.array()
    let reserved = board.reserved.array()
    let cores = board.cores.array()
    let redistributors = board.redistributors.array()
    #expect(memory.count == 1)
    #expect(memory[0] == AddressRange(start: 0x4000_0000, size: 0x8000_0000))
    #expect(reserved.isEmpty)
    #expect(cores == [0, 1, 2, 3])
    #expect(board.ignoredCoreCount == 0)
    #expect(board.conduit == .secureMonitorCall)
    #expect(board.distributor == AddressRange(start: 0x0800_0000, size: 0x1_0000))
    #expect(redistributors.count == 1)
    #expect(redistributors[0] == AddressRange(start: 0x080A_0000, size: 0xF6_0000))
    #expect(board.interruptTranslation == AddressRange(start: 0x0808_0000, size: 0x2_0000))
    #expect(board.console == AddressRange(start: 0x0900_0000, size: 0x1000))
    #expect(board.consoleInterrupt == 33)
    #expect(board.hypervisorTimerInterrupt == 26)
    let isVirt = tree.isCompatible(tree.root, with: "linux,dummy-virt")
    #expect(isVirt)
  }

  @Test func oneCoreNeedsNoEnableMethod() throws {
    let bytes = try Fixture.bytes("qemu-virt-1.dtb")
    var board = try BoardDescription(try FlattenedDeviceTree(bytes.span.raw))
    let cores = board.cores.array()
    #expect(cores.count == 1)
  }

  @Test func nestedBusesAndChosenConsoleAreFollowed() throws {
    let bytes = try Fixture.bytes("soc.dtb")
    var board = try BoardDescription(try FlattenedDeviceTree(bytes.span.raw))
    let memory = board.memory.array()
    let reserved = board.reserved.array()
    let cores = board.cores.array()
    let redistributors = board.redistributors.array()
    #expect(memory[0] == AddressRange(start: 0x8000_0000, size: 0x4000_0000))
    #expect(memory[1] == AddressRange(start: 0x8_0000_0000, size: 0x1_0000_0000))
    #expect(reserved.count == 2)
    #expect(reserved[0] == AddressRange(start: 0x8000_0000, size: 0x1_0000))
    #expect(reserved[1] == AddressRange(start: 0x9000_0000, size: 0x10_0000))
    #expect(cores == [0, 0x100, 0x1_0000_0200])
    #expect(board.conduit == .hypervisorCall)
    #expect(board.distributor == AddressRange(start: 0x2_1000_0000, size: 0x1_0000))
    #expect(redistributors.count == 2)
    #expect(redistributors[1] == AddressRange(start: 0x2_1010_0000, size: 0x4_0000))
    #expect(board.interruptTranslation == nil)
    #expect(board.console == AddressRange(start: 0x4010_2000, size: 0x1000))
    #expect(board.consoleInterrupt == 38)
    #expect(board.hypervisorTimerInterrupt == 26)
  }

  @Test func anotherInterruptControllerIsRefused() throws {
    let bytes = try Fixture.bytes("qemu-virt-gicv2.dtb")
    #expect(throws: BoardDescriptionError.interruptControllerMissing) {
      _ = try BoardDescription(try FlattenedDeviceTree(bytes.span.raw))
    }
  }

  /// Renaming one thing in a good tree gives the error that names it.
  @Test(arguments: [
    ("memory", BoardDescriptionError.memoryMissing),
    ("enable-method", .coreNotStartedByPSCI),
    ("arm,gic-v3", .interruptControllerMissing),
    ("arm,pl011", .consoleMissing),
    ("arm,armv8-timer", .timerMissing),
    ("cpus", .coresMissing),
    ("method", .powerInterfaceUnknown),
    ("smc", .powerInterfaceUnknown),
  ])
  func whatIsMissingIsNamed(_ text: String, _ error: BoardDescriptionError) throws {
    var bytes = try Fixture.bytes("qemu-virt-4.dtb")
    let pattern = [0] + [UInt8](text.utf8) + [0]
    var found = false
    for start in 1..<(bytes.count - pattern.count)
    where bytes[(start - 1)..<(start - 1 + pattern.count)].elementsEqual(pattern) {
      bytes[start] = UInt8(ascii: "x")
      found = true
    }
    // A text at the start of a property's value follows its name's offset instead of a zero.
    if !found {
      for start in 40..<(bytes.count - pattern.count)
      where bytes[start..<(start + pattern.count - 1)].elementsEqual(pattern.dropFirst()) {
        bytes[start] = UInt8(ascii: "x")
      }
    }
    #expect(throws: error) {
      _ = try BoardDescription(try FlattenedDeviceTree(bytes.span.raw))
    }
  }

  @Test func damagedTreesNeverTrap() throws {
    var random = SplitMix(state: 1)
    for name in ["qemu-virt-4.dtb", "soc.dtb"] {
      let good = try Fixture.bytes(name)
      for index in stride(from: 0, to: good.count, by: 5) {
        var bytes = good
        let flip = UInt8.random(in: 1...255, using: &random)
        bytes[index] ^= index.isMultiple(of: 2) ? 0xFF : flip
        read(bytes)
      }
      for count in stride(from: 0, to: good.count, by: 5) { read([UInt8](good[..<count])) }
    }
  }

  private func read(_ bytes: [UInt8]) {
    guard let tree = try? FlattenedDeviceTree(bytes.span.raw) else { return }
    _ = try? BoardDescription(tree)
  }
}
