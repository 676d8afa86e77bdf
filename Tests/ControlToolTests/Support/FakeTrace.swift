import Core
import Tracing

/// A core's trace.
final class FakeTrace {
  private var events: [TraceEvent]
  /// Comes after each look.
  var further: TraceEvent?
  /// The oldest event that is kept, at the first look, the second and so on; then it stays.
  private var oldest: [UInt64]
  private(set) var looks = 0

  init(_ events: [TraceEvent], oldest: [UInt64] = [0]) {
    self.events = events
    self.oldest = oldest
  }

  func record(_ core: UInt8, from wanted: UInt64, before limit: UInt64) -> any ControlRecord {
    looks += 1
    var record = TraceRecord(core: core, frequency: 62_500_000)
    record.oldest = oldest.count > 1 ? oldest.removeFirst() : oldest[0]
    record.end = UInt64(events.count)
    record.next = min(max(wanted, record.oldest), record.end)
    while record.next < min(limit, record.end), !record.isFull {
      record.append(events[Int(record.next)].words)
      record.next += 1
    }
    if let further { events.append(further) }
    return record
  }
}
