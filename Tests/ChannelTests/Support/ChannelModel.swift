import Channels

/// What a pair of ends that are up must do in one direction: a queue, and two people who may sleep.
struct ChannelModel {
  let capacity: Int
  var messages: [[UInt8]] = []
  /// Bytes that were ever sent and received, with what records take.
  var sent = 0
  var received = 0
  /// Where who wants to be woken asked for it.
  var wakeMark: Int?
  var roomMark: Int?

  init(capacity: Int) { self.capacity = capacity }

  static func size(_ length: Int) -> Int { 8 + (length + 7) / 8 * 8 }

  var free: Int { capacity - (sent - received) }

  /// Marks come again after two rounds.
  private func passes(_ mark: Int?, from: Int, to: Int) -> Bool {
    guard let mark else { return false }
    let rounds = 2 * capacity
    return ((mark - from) % rounds + rounds) % rounds < to - from
  }

  /// What becomes of it, and whether the receiver hears the bell.
  mutating func send(_ message: [UInt8]) -> (ChannelSent, Bool) {
    let size = Self.size(message.count)
    if size > capacity { return (.tooLong, false) }
    if size > free { return (.full, false) }
    messages.append(message)
    defer { sent += size }
    return (.sent, passes(wakeMark, from: sent, to: sent + size))
  }

  /// The same for who receives with room for so many bytes.
  mutating func receive(room: Int) -> (ChannelReceived, [UInt8], Bool) {
    guard let message = messages.first else { return (.empty, [], false) }
    if message.count > room { return (.tooLong(message.count), [], false) }
    return (.message(message.count), message, drop())
  }

  mutating func drop() -> Bool {
    guard !messages.isEmpty else { return false }
    let size = Self.size(messages.removeFirst().count)
    defer { received += size }
    return passes(roomMark, from: received, to: received + size)
  }

  mutating func waitForMessage() -> Bool {
    wakeMark = received
    return messages.isEmpty
  }

  mutating func waitForRoom(for length: Int) -> Bool {
    let size = Self.size(length)
    if size > capacity { return false }
    roomMark = sent + size - capacity - 8
    return size > free
  }
}
