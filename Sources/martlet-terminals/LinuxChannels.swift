internal import CControlDevice
internal import Channels
internal import Core
internal import TerminalTool

/// The channels and terminals as Linux gives them to programs.
@safe
struct LinuxChannels: TerminalBoard, ~Copyable {
  private var channels: channel_terminals

  init() throws(TerminalFailure) {
    var channels = channel_terminals()
    // Safety: the record is this one.
    switch unsafe channel_terminals_open(&channels, nil, nil) {
    case CONTROL_OPEN: break
    case CONTROL_FORBIDDEN: throw .noPermission
    default: throw .noChannel
    }
    channel_terminals_catch()
    self.channels = channels
  }

  deinit {
    var channels = channels
    // Safety: opened in `init`, as below; nothing is asked of it any more.
    unsafe channel_terminals_close(&channels)
  }

  var count: Int { channels.count }

  var isStopped: Bool { channel_terminals_stopped() }

  mutating func read(_ channel: Int, _ offset: UInt32) -> UInt32 {
    // Safety: see above; C checks the index, as below.
    unsafe channel_terminals_read(&channels, channel, offset)
  }

  mutating func write(_ channel: Int, _ offset: UInt32, _ value: UInt32) {
    // Safety: see above.
    unsafe channel_terminals_write(&channels, channel, offset, value)
  }

  mutating func place(_ channel: Int, _ text: inout TextBuffer<16>) {
    var buffer = InlineArray<16, UInt8>(repeating: 0)
    var bytes = buffer.mutableSpan
    // Safety: see above, and room for as many bytes as is said.
    let length = unsafe bytes.withUnsafeMutableBufferPointer {
      // Safety: see above.
      unsafe channel_terminals_place(&channels, channel, $0.baseAddress, $0.count)
    }
    text.append(buffer.span.extracting(first: length).raw)
  }

  mutating func take(_ channel: Int) -> Bool {
    // Safety: see above.
    unsafe channel_terminals_lock(&channels, channel)
  }

  mutating func map(_ channel: Int, size: Int) -> SharedRegion? {
    // Safety: mapped with that size, until the process ends.
    unsafe SharedRegion(start: channel_terminals_map(&channels, channel, size), size: size)
  }

  mutating func makeTerminal(_ channel: Int, name: Span<UInt8>) -> Bool {
    // Safety: the span's bytes, and as many as it has, as below.
    unsafe name.withUnsafeBufferPointer {
      // Safety: see above.
      unsafe channel_terminals_make(&channels, channel, nil, $0.baseAddress, $0.count)
    }
  }

  mutating func get(_ channel: Int, _ buffer: inout MutableSpan<UInt8>, atMost count: Int) -> Int {
    // Safety: see above; no more than the buffer has.
    unsafe buffer.withUnsafeMutableBufferPointer {
      // Safety: see above.
      unsafe channel_terminals_get(&channels, channel, $0.baseAddress, min(count, $0.count))
    }
  }

  mutating func put(_ channel: Int, _ bytes: Span<UInt8>) -> Int {
    // Safety: see above.
    unsafe bytes.withUnsafeBufferPointer {
      // Safety: see above.
      unsafe channel_terminals_put(&channels, channel, $0.baseAddress, $0.count)
    }
  }

  mutating func wait(_ interest: TerminalInterest, milliseconds: UInt32) {
    // Safety: see above.
    unsafe channel_terminals_wait(
      &channels, interest.open, interest.readable, interest.writable, milliseconds)
  }
}
