internal import Core
internal import TraceText
internal import Tracing

extension TraceSnapshot {
  /// The events of all cores in the order of their time, a line each: microseconds since boot, core, virtual core, what
  /// happened and how long it took.
  public var lines: [String] {
    let events = cores.flatMap { core in core.events.map { (core: core.index, event: $0) } }
    return events.enumerated().sorted {
      ($0.element.event.time, $0.offset) < ($1.element.event.time, $1.offset)
    }.map { line($0.element.event, core: $0.element.core) }
  }

  private func line(_ event: TraceEvent, core: UInt64) -> String {
    var line = TextBuffer<512>()
    line.append(event, at: event.time &- bootTime, core: core, frequency: frequency) { line in
      for byte in name(ofMachine: Int(event.machine)).utf8 { line.append(byte: byte) }
    }
    return line.string
  }
}
