internal import CControlDevice
public import ChannelDevice
public import Channels
public import Core

/// The channels as Linux gives them to programs, and a terminal for each.
@safe
public struct LinuxChannels: ChannelBoard, ~Copyable {
  private var channels: channel_terminals

  public init() throws(ChannelFailure) {
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

  public var count: Int { channels.count }

  public var isStopped: Bool { channel_terminals_stopped() }

  public mutating func read(_ channel: Int, _ offset: UInt32) -> UInt32 {
    // Safety: see above; C checks the index, as below.
    unsafe channel_terminals_read(&channels, channel, offset)
  }

  public mutating func write(_ channel: Int, _ offset: UInt32, _ value: UInt32) {
    // Safety: see above.
    unsafe channel_terminals_write(&channels, channel, offset, value)
  }

  public mutating func place(_ channel: Int, _ text: inout TextBuffer<16>) {
    var buffer = InlineArray<16, UInt8>(repeating: 0)
    var bytes = buffer.mutableSpan
    // Safety: see above, and room for as many bytes as is said.
    let length = unsafe bytes.withUnsafeMutableBufferPointer {
      // Safety: see above.
      unsafe channel_terminals_place(&channels, channel, $0.baseAddress, $0.count)
    }
    text.append(buffer.span.extracting(first: length).raw)
  }

  public mutating func take(_ channel: Int) -> Bool {
    // Safety: see above.
    unsafe channel_terminals_lock(&channels, channel)
  }

  public mutating func map(_ channel: Int, size: Int) -> SharedRegion? {
    // Safety: mapped with that size, until the process ends.
    unsafe SharedRegion(start: channel_terminals_map(&channels, channel, size), size: size)
  }

  public mutating func makeTerminal(_ channel: Int, name: Span<UInt8>) -> Bool {
    // Safety: the span's bytes, and as many as it has, as below.
    unsafe name.withUnsafeBufferPointer {
      // Safety: see above.
      unsafe channel_terminals_make(&channels, channel, nil, $0.baseAddress, $0.count)
    }
  }

  public mutating func get(_ channel: Int, _ buffer: inout MutableSpan<UInt8>, atMost count: Int)
    -> Int
  {
    // Safety: see above; no more than the buffer has.
    unsafe buffer.withUnsafeMutableBufferPointer {
      // Safety: see above.
      unsafe channel_terminals_get(&channels, channel, $0.baseAddress, min(count, $0.count))
    }
  }

  public mutating func put(_ channel: Int, _ bytes: Span<UInt8>) -> Int {
    // Safety: see above.
    unsafe bytes.withUnsafeBufferPointer {
      // Safety: see above.
      unsafe channel_terminals_put(&channels, channel, $0.baseAddress, $0.count)
    }
  }

  /// Until a doorbell rings, or a terminal has or takes bytes, of the channels of these bits; or for about so long.
  public mutating func wait(
    bells: UInt32, readable: UInt32 = 0, writable: UInt32 = 0, milliseconds: UInt32
  ) {
    // Safety: see above.
    unsafe channel_terminals_wait(&channels, bells, readable, writable, milliseconds)
  }
}
