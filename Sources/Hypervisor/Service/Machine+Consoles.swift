#if MARTLET_SERVICE
  internal import Core
  internal import Synchronization

  // Consoles of VMs as the service VM sees them. What a VM printed is read without waiting for it; what is typed to it lies in
  // a ring of its own, beside that of the board's console, until its guest takes it.

  extension Reference<Machine> {
    func writeConsole(of index: Int, from position: UInt64, to message: inout ControlMessage) {
      // It may have gone since it was asked for: then its channel is empty, or is that of another one by now.
      guard index < record.machineCount else { return }
      ConsoleRecord(
        machine: UInt8(truncatingIfNeeded: index), of: rings.record.channels[index].history,
        from: position
      ).write(to: &message)
    }

    /// All of the bytes or none.
    @inline(never)
    func type(_ keys: ConsoleKeys, to index: Int) -> ManagementStatus {
      guard let machine = record.virtualMachine(index) else { return .unknownMachine }
      guard machine.record.lifecycle.phase == .running else { return .isOff }
      var bytes = TextBuffer<16>()
      while let byte = keys.byte(at: bytes.count) { bytes.append(byte: byte) }
      let isTyped = bytes.withText { rings.record.channels[index].typed.push(all: $0) }
      guard isTyped else { return .isBusy }
      wakeUARTs(
        1 &<< UInt64(truncatingIfNeeded: index), haveRoom: false, core: CPU.current.record.index)
      return .done
    }
  }
#endif
