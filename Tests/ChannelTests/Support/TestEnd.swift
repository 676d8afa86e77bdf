import Channels

/// An end of a channel in either language.
protocol TestEnd: AnyObject {
  func restart()
  func isUp() -> Bool
  func send(_ message: [UInt8]) -> ChannelSent
  /// With room for so many bytes; the message, if there is one.
  func receive(room: Int) -> (ChannelReceived, [UInt8])
  func skip()
  func waitForMessage() -> Bool
  func waitForRoom(for length: Int) -> Bool
  func takeBell() -> Bool
}

/// Which implementation.
enum Language: CaseIterable {
  case c, swift

  func end(_ memory: SharedBytes, _ layout: ChannelLayout, _ side: ChannelSide) -> any TestEnd {
    switch self {
    case .c: CEnd(memory, layout, side)
    case .swift: SwiftEnd(memory, layout, side)
    }
  }
}

extension TestEnd {
  /// Both ends until they go with each other: a few steps at most.
  func meet(_ other: any TestEnd) -> Bool {
    for _ in 0..<3 { _ = (isUp(), other.isUp()) }
    return isUp() && other.isUp()
  }
}
