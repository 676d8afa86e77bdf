internal import CGuestSupport
internal import GuestSupport

/// Ticks of the counter for one message, on the average of a batch; of several batches the least, as others may take the core.
enum Measurement {
  private static var batch: UInt64 { 16 }
  private static var batches: UInt64 { 8 }

  /// A line for each length: `ring: swift bytes=8 send=120 receive=110`.
  static func report<Ends: RingEnds & ~Copyable>(_ language: StaticString, _ ends: inout Ends) {
    line(language, &ends, 8)
    line(language, &ends, 64)
    line(language, &ends, 256)
    line(language, &ends, 1024)
  }

  private static func line<Ends: RingEnds & ~Copyable>(
    _ language: StaticString, _ ends: inout Ends, _ length: UInt64
  ) {
    var send = UInt64.max
    var receive = UInt64.max
    for _ in 0..<batches {
      var wrong: UInt64 = 0
      let start = now()
      for _ in 0..<batch where !ends.send(length) { wrong &+= 1 }
      let middle = now()
      for _ in 0..<batch where ends.receive() != length { wrong &+= 1 }
      let end = now()
      guard wrong == 0 else {
        say("ring: ").text(language).text(" lost ").decimal(wrong).end()
        return
      }
      send = min(send, (middle &- start) / batch)
      receive = min(receive, (end &- middle) / batch)
    }
    say("ring: ").text(language).text(" bytes=").decimal(length).text(" send=").decimal(send)
      .text(" receive=").decimal(receive).end()
  }

  private static func now() -> UInt64 {
    guest_instruction_barrier()
    return guest_read_virtual_counter()
  }
}
