import CChannels
import Channels

@safe
final class CEnd: TestEnd, @unchecked Sendable {
  private let memory: SharedBytes
  // Safety: the record holds pointers into `memory`, which lives as long as this.
  private var channel = unsafe martlet_channel()

  init(_ memory: SharedBytes, _ layout: ChannelLayout, _ side: ChannelSide) {
    self.memory = memory
    let first = Self.half(layout.first)
    let second = Self.half(layout.second)
    let (own, peer) = side == .first ? (first, second) : (second, first)
    // Safety: the memory has that size.
    guard unsafe martlet_channel_open(&channel, memory.start, memory.size, own, peer) else {
      fatalError("a layout that C does not take")
    }
  }

  private static func half(_ half: ChannelHalf) -> martlet_half {
    martlet_half(offset: half.offset, size: ChannelHalf.headerSize + Int(half.capacity))
  }

  func restart() {
    // Safety: opened in `init`, as below.
    unsafe martlet_channel_restart(&channel)
  }

  func isUp() -> Bool {
    // Safety: see above.
    unsafe martlet_channel_is_up(&channel)
  }

  func send(_ message: [UInt8]) -> ChannelSent {
    // Safety: the array has that many bytes.
    switch unsafe martlet_channel_send(&channel, message, message.count) {
    case MARTLET_CHANNEL_DONE: .sent
    case MARTLET_CHANNEL_AGAIN: .full
    case MARTLET_CHANNEL_TOO_LONG: .tooLong
    case MARTLET_CHANNEL_DOWN: .down
    default: .refused
    }
  }

  func receive(room: Int) -> (ChannelReceived, [UInt8]) {
    // More than is told of, to see that it stays.
    var buffer = [UInt8](repeating: 0xA5, count: room + 16)
    var length = 0
    // Safety: the array has that many bytes and more.
    let result = unsafe martlet_channel_receive(&channel, &buffer, room, &length)
    if buffer[room...].contains(where: { $0 != 0xA5 }) { fatalError("written behind the buffer") }
    return switch result {
    case MARTLET_CHANNEL_DONE: (.message(length), Array(buffer.prefix(length)))
    case MARTLET_CHANNEL_AGAIN: (.empty, [])
    case MARTLET_CHANNEL_TOO_LONG: (.tooLong(length), [])
    case MARTLET_CHANNEL_DOWN: (.down, [])
    default: (.refused, [])
    }
  }

  func skip() {
    // Safety: see above.
    unsafe martlet_channel_skip(&channel)
  }

  func waitForMessage() -> Bool {
    // Safety: see above.
    unsafe martlet_channel_wait(&channel)
  }

  func waitForRoom(for length: Int) -> Bool {
    // Safety: see above.
    unsafe martlet_channel_wait_for_room(&channel, length)
  }

  func takeBell() -> Bool {
    // Safety: see above.
    unsafe martlet_channel_take_bell(&channel)
  }
}
