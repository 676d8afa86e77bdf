internal import CChannels
internal import Channels
internal import FuzzSupport

private let size = 2 * 512

/// A peer that writes anything at any time: no trap, no access outside the memory, no store into the peer's half, an end after
/// a bounded number of accesses. Then the same bytes as operations of two ends that follow the rules, one in Swift and one in
/// C: each message arrives once, whole and in order.
@c(LLVMFuzzerTestOneInput)
public func fuzzChannel(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  var hostile = unsafe FuzzInput(start, count)
  beHostile(&hostile)
  var peaceful = unsafe FuzzInput(start, count)
  bePeaceful(&peaceful)
  return 0
}

private func beHostile(_ input: inout FuzzInput) {
  let memory = HostileMemory(size: size)
  guard let layout = ChannelLayout(size: size),
    var end = ChannelEnd(memory, layout, .first)
  else { fatalError("a layout that cannot be") }
  while !input.isEmpty {
    memory.plan(&input)
    let choice = input.byte()
    let length = Int(input.byte()) * 2
    switch choice % 7 {
    case 0, 1: _ = end.send([UInt8](repeating: choice, count: length).span)
    case 2, 3:
      var buffer = [UInt8](repeating: 0, count: length)
      var span = buffer.mutableSpan
      switch end.receive(into: &span) {
      case .message(let count): require(count <= length, "more than the buffer has")
      case .tooLong(let count):
        require(count > length && count <= 256, "a message longer than the ring")
      case .empty, .down, .refused: break
      }
    case 4: _ = end.waitForMessage()
    case 5: _ = end.waitForRoom(for: length)
    default: choice & 0x80 == 0 ? end.skip() : end.restart()
    }
    _ = end.takeBell()
    require(memory.accesses < 100, "an operation that takes long")
  }
}

/// What one end sent and the other has not received.
private struct Queue {
  var messages: [[UInt8]] = []

  mutating func check(_ message: [UInt8]) {
    require(!messages.isEmpty && messages.removeFirst() == message, "not what was sent")
  }
}

private func bePeaceful(_ input: inout FuzzInput) {
  // Safety: allocated and freed here; both ends stay inside.
  let memory = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 64)
  defer { unsafe memory.deallocate() }
  unsafe memory.initializeMemory(as: UInt8.self, repeating: 0, count: size)
  var other = unsafe martlet_channel()
  let half = martlet_half(offset: 0, size: 512)
  let second = martlet_half(offset: 512, size: 512)
  guard let region = unsafe SharedRegion(start: memory, size: size),
    let layout = ChannelLayout(size: size), var end = ChannelEnd(region, layout, .first),
    unsafe martlet_channel_open(&other, memory, size, second, half)
  else { fatalError("a layout that cannot be") }
  var there = Queue()
  var back = Queue()

  func meet() {
    for _ in 0..<3 {
      _ = end.isUp()
      _ = unsafe martlet_channel_is_up(&other)
    }
    let isUp = unsafe end.isUp() && martlet_channel_is_up(&other)
    require(isUp, "they do not meet")
    there = Queue()
    back = Queue()
  }

  meet()
  while !input.isEmpty {
    let choice = input.byte()
    let length = Int(input.byte())
    let message = (0..<length).map { UInt8(truncatingIfNeeded: $0) &+ choice }
    switch choice % 6 {
    case 0: if end.send(message.span) == .sent { there.messages.append(message) }
    case 1:
      if unsafe martlet_channel_send(&other, message, length) == MARTLET_CHANNEL_DONE {
        back.messages.append(message)
      }
    case 2:
      var buffer = [UInt8](repeating: 0, count: length)
      var span = buffer.mutableSpan
      switch end.receive(into: &span) {
      case .message(let count): back.check(Array(buffer.prefix(count)))
      case .tooLong(let count): require(back.messages.first?.count == count, "another length")
      case .empty: require(back.messages.isEmpty, "a message is lost")
      case .down, .refused: fatalError("down for no reason")
      }
    case 3:
      var buffer = [UInt8](repeating: 0, count: length)
      var count = 0
      switch unsafe martlet_channel_receive(&other, &buffer, length, &count) {
      case MARTLET_CHANNEL_DONE: there.check(Array(buffer.prefix(count)))
      case MARTLET_CHANNEL_TOO_LONG:
        require(there.messages.first?.count == count, "another length")
      case MARTLET_CHANNEL_AGAIN: require(there.messages.isEmpty, "a message is lost")
      default: fatalError("down for no reason")
      }
    case 4:
      require(end.waitForMessage() == back.messages.isEmpty, "sleeps beside a message")
      let maySleep = unsafe martlet_channel_wait(&other)
      require(maySleep == there.messages.isEmpty, "sleeps beside a message")
    default:
      guard length < 8 else { continue }
      if length & 1 == 0 { end.restart() } else { unsafe martlet_channel_restart(&other) }
      meet()
    }
  }
}
