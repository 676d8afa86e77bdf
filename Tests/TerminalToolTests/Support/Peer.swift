import Channels
import TestSupport

/// Who is at the other end of a channel: hands on what it is given, and keeps what it gets.
final class Peer {
  private var end: ChannelEnd<PlainMemory>
  var outgoing: [UInt8] = []
  private(set) var received: [UInt8] = []
  /// How often it was told to ring.
  private(set) var bells = 0
  /// Messages of so many bytes at most.
  var longest = 300

  init(_ channel: FakeChannel) { end = channel.peer() }

  func restart() { end.restart() }

  /// Some of what there is to do.
  func step() {
    defer { if end.takeBell() { bells += 1 } }
    var buffer = [UInt8](repeating: 0, count: 4096)
    var hasMore = true
    while hasMore {
      hasMore = false
      var span = buffer.mutableSpan
      if case .message(let count) = end.receive(into: &span) {
        received += buffer.prefix(count)
        hasMore = true
      }
    }
    while !outgoing.isEmpty {
      let message = Array(outgoing.prefix(longest))
      guard end.send(message.span) == .sent else { return }
      outgoing.removeFirst(message.count)
    }
  }
}
