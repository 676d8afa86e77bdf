internal import Core
internal import FuzzSupport

/// Any accesses by the guest and any behaviour of the far end: no trap, the interrupt line as told
/// is the masked status, and no byte is lost or reordered that was not refused.
@c(LLVMFuzzerTestOneInput)
public func fuzzPL011(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  var input = unsafe FuzzInput(start, count)
  let port = ConsoleChannel<64, 32>()
  var uart = PL011()
  var line = false
  var sent: [UInt8] = []
  var arrived: [UInt8] = []
  var inLoopback = false

  func note(_ effects: PL011Effects) {
    guard effects.contains(.lineChanged) else {
      require(!effects.contains(.lineAsserted), "a level without a change")
      return
    }
    require(effects.contains(.lineAsserted) != line, "a change to the same level")
    line.toggle()
  }

  while !input.isEmpty {
    switch input.byte() % 8 {
    case 0, 1:
      let value = input.byte()
      let effects = uart.write(offset: 0, size: 4, value: UInt32(value), port: port)
      note(effects)
      if !inLoopback && !effects.contains(.refused) { sent.append(value) }
    case 2:
      // The registers proper, in a few bytes of input.
      let offset = UInt64(input.byte() & 0x1F) * 4
      if offset == 0 { continue }
      let value = input.word()
      note(uart.write(offset: offset, size: 4, value: value, port: port))
      if offset == 0x30 { inLoopback = value & 0x80 != 0 }
    case 3:
      let offset = input.longWord()
      let size = input.size()
      if offset & ~3 == 0 || offset & ~3 == 0x30 { continue }
      note(uart.write(offset: offset, size: size, value: input.word(), port: port))
    case 4: note(uart.read(offset: UInt64(input.byte()) * 4, size: 4, port: port).effects)
    case 5: note(uart.read(offset: input.longWord(), size: input.size(), port: port).effects)
    case 6:
      var amount = input.byte() & 0x3F
      while amount > 0, let byte = port.output.pop() {
        arrived.append(byte)
        amount -= 1
      }
      if port.output.takeSpaceRequest() { note(uart.portChanged(port, hasRoom: true)) }
    default:
      let choice = input.byte()
      switch choice {
      case 0: note(uart.breakArrived())
      case 1:
        note(uart.reset())
        inLoopback = false
      default:
        _ = port.input.push(choice)
        note(uart.portChanged(port, hasRoom: false))
      }
    }
    let status = uart.read(offset: 0x40, size: 4, port: port)
    require((status.value != 0) == line && uart.interruptLine == line, "the line is out of step")
    let flags = uart.read(offset: 0x18, size: 4, port: port)
    note(flags.effects)
    require((flags.value & 0x20 != 0) == (port.output.space == 0), "TXFF is out of step")
  }
  while let byte = port.output.pop() { arrived.append(byte) }
  require(arrived == sent, "output was lost or reordered")
  return 0
}
