internal import AArch64
internal import CAArch64
internal import Core

/// The UART before there is a machine: each byte waits for room.
struct EarlyConsole {
  let uart: UInt64

  func write(_ line: inout LogLine) {
    put("martlet: ")
    line.withText { text in
      for index in text.indices { put(text[index]) }
    }
    put("\r\n")
  }

  func write(_ text: StaticString) {
    put("martlet: ")
    put(text)
    put("\r\n")
  }

  private func put(_ text: StaticString) {
    var line = LogLine()
    line.append(text)
    line.withText { text in
      for index in text.indices { put(text[index]) }
    }
  }

  private func put(_ byte: UInt8) {
    var patience = 1_000_000
    while martlet_load32(uart &+ 0x18) & 0x20 != 0, patience > 0 { patience &-= 1 }
    martlet_store32(uart, UInt32(byte))
  }
}

/// Entered at EL1, or at an exception level that is not EL2: with the MMU off, at the physical address.
@c(martlet_refuse)
public func refuse(_ deviceTree: UInt64) {
  do throws(BoardDescriptionError) {
    let board = try readBoard(deviceTree)
    EarlyConsole(uart: board.console.start).write(
      "refused: Martlet must be entered at EL2; on QEMU use -machine virt,virtualization=on")
    // At EL1 the conduit that the tree names is the one for us.
    Firmware.switchOff(usesHypervisorCall: board.conduit == .hypervisorCall)
  } catch {
    return
  }
}

/// The board's description from the tree at `address`.
func readBoard(_ address: UInt64) throws(BoardDescriptionError) -> BoardDescription {
  try BoardDescription(try readTree(address))
}

/// The tree at `address`, which the boot protocol bounds to 2 MiB.
@_lifetime(immortal)
func readTree(_ address: UInt64) throws(BoardDescriptionError) -> FlattenedDeviceTree {
  do throws(FlattenedDeviceTreeError) {
    return try FlattenedDeviceTree(MemorySpan.bytes(at: address, size: 0x20_0000))
  } catch {
    throw .tree(error)
  }
}
