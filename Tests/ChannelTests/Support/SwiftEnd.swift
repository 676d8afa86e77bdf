import Channels

final class SwiftEnd: TestEnd, @unchecked Sendable {
  private let memory: SharedBytes
  private var end: ChannelEnd<SharedRegion>

  init(_ memory: SharedBytes, _ layout: ChannelLayout, _ side: ChannelSide) {
    self.memory = memory
    guard let end = ChannelEnd(memory.region, layout, side) else {
      fatalError("a layout larger than its memory")
    }
    self.end = end
  }

  func restart() { end.restart() }
  func isUp() -> Bool { end.isUp() }
  func send(_ message: [UInt8]) -> ChannelSent { end.send(message.span) }

  func receive(room: Int) -> (ChannelReceived, [UInt8]) {
    var buffer = [UInt8](repeating: 0, count: room)
    var span = buffer.mutableSpan
    let result = end.receive(into: &span)
    guard case .message(let count) = result else { return (result, []) }
    return (result, Array(buffer.prefix(count)))
  }

  func skip() { end.skip() }
  func waitForMessage() -> Bool { end.waitForMessage() }
  func waitForRoom(for length: Int) -> Bool { end.waitForRoom(for: length) }
  func takeBell() -> Bool { end.takeBell() }
}
