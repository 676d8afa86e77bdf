import ChannelDevice
import Core
import TerminalTool
import TestSupport

/// A machine with channels. Each time that the program waits, time passes for all others.
struct FakeBoard: TerminalBoard {
  let machine: FakeMachine

  var count: Int { machine.channels.count }
  var isStopped: Bool { machine.isStopped }

  func read(_ channel: Int, _ offset: UInt32) -> UInt32 { machine.channels[channel].read(offset) }
  func write(_ channel: Int, _ offset: UInt32, _ value: UInt32) {
    machine.channels[channel].write(offset, value)
  }
  func place(_ channel: Int, _ text: inout TextBuffer<16>) {
    text.append("0000:00:", decimal: channel + 10)
    text.append(".0")
  }
  func take(_ channel: Int) -> Bool {
    defer { machine.channels[channel].isTaken = true }
    return !machine.channels[channel].isTaken
  }
  func map(_ channel: Int, size: Int) -> PlainMemory? {
    let memory = machine.channels[channel].memory
    return memory.size == size ? memory : nil
  }
  func makeTerminal(_ channel: Int, name: Span<UInt8>) -> Bool {
    let bytes = name.indices.map { name[$0] }
    return machine.channels[channel].makeTerminal(String(decoding: bytes, as: UTF8.self))
  }
  func get(_ channel: Int, _ buffer: inout MutableSpan<UInt8>, atMost count: Int) -> Int {
    let bytes = machine.channels[channel].terminal?.get(min(count, buffer.count)) ?? []
    for (index, byte) in bytes.enumerated() { buffer[index] = byte }
    return bytes.count
  }
  func put(_ channel: Int, _ bytes: Span<UInt8>) -> Int {
    machine.channels[channel].terminal?.put(bytes.indices.map { bytes[$0] }) ?? 0
  }
  func wait(_ interest: TerminalInterest, milliseconds: UInt32) {
    machine.pass(interest, milliseconds)
  }
}
