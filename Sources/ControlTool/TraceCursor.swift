internal import Core
internal import Tracing

/// How far a core's trace was read, and what was read of it and not shown yet.
struct TraceCursor {
  static var mostPieces: Int { 8 }

  /// Number of the event to ask for next, and behind the last that is wanted.
  var next: UInt64 = 0
  var end: UInt64 = 0
  /// Events that were overwritten before they were read.
  private(set) var missed: UInt64 = 0
  private var pieces = InlineArray<8, TraceRecord?>(repeating: nil)
  private var count = 0
  private var first = 0
  private var place = 0

  /// There is nothing in it to show, and more to ask for.
  var isHungry: Bool { isEmpty && next < end }

  var canTake: Bool { (isEmpty || count < Self.mostPieces) && next < end }

  private var isEmpty: Bool { first == count }

  /// The piece is what there was from `next` on.
  mutating func take(_ record: TraceRecord) {
    if isEmpty {
      first = 0
      count = 0
      place = 0
    }
    let oldest = min(record.oldest, end)
    if oldest > next { missed &+= oldest &- next }
    // An answer that gets nowhere is the end.
    next = record.next > next ? record.next : end
    guard record.count > 0, count < Self.mostPieces else { return }
    pieces[count] = record
    count &+= 1
  }

  /// The next event, if there is one that was read.
  var event: TraceEvent? {
    mutating get {
      while first < count {
        // What a newer version has, and this one cannot read, is passed over.
        while let words = pieces[first]?.event(place) {
          let event = TraceEvent(
            time: words.0, head: words.1, location: words.2, detail: words.3)
          if let event { return event }
          place &+= 1
        }
        first &+= 1
        place = 0
      }
      return nil
    }
  }

  mutating func advance() { place &+= 1 }
}
