internal import Core
internal import Tracing

/// How far a core's trace was read.
struct TraceCursor {
  /// Number of the event to ask for next, and behind the last that is wanted.
  var next: UInt64 = 0
  var end: UInt64 = 0
  /// Events that were overwritten before they were read.
  var missed: UInt64 = 0
  private var piece: TraceRecord?
  private var place = 0

  /// The piece is what there was from `next` on.
  mutating func take(_ record: TraceRecord) {
    let oldest = min(record.oldest, end)
    if oldest > next { missed &+= oldest &- next }
    // An answer that gets nowhere is the end.
    next = record.next > next ? record.next : end
    piece = record
    place = 0
  }

  /// The next event, if the piece has one.
  var event: TraceEvent? {
    piece?.event(place).flatMap {
      TraceEvent(time: $0.0, head: $0.1, location: $0.2, detail: $0.3)
    }
  }

  var hasPiece: Bool { piece?.event(place) != nil }

  mutating func advance() { place &+= 1 }
}
