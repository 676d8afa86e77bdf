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
    var words = ["\(microseconds(event.time &- bootTime))", "core \(core)"]
    if event.machine != TraceEvent.nobody {
      let name = name(ofMachine: Int(event.machine))
      words.append(event.virtualCPU == TraceEvent.nobody ? name : "\(name)/\(event.virtualCPU)")
    }
    words.append(event.title)
    if event.kind == .exit || event.kind == .idle {
      words.append("took \(microseconds(UInt64(event.duration)))")
    }
    if event.location != 0 { words.append("pc=0x\(String(event.location, radix: 16))") }
    if let reason = event.reason { words.append("reason=\(reason)") }
    if event.detail != 0, let name = event.detailName {
      words.append("\(name)=0x\(String(event.detail, radix: 16))")
    }
    return words.joined(separator: "  ")
  }

  /// With three digits behind the point.
  private func microseconds(_ ticks: UInt64) -> String {
    let (seconds, rest) = ticks.quotientAndRemainder(dividingBy: frequency)
    let nanoseconds = seconds &* 1_000_000_000 &+ rest &* 1_000_000_000 / frequency
    let digits = String(nanoseconds % 1000)
    return "\(nanoseconds / 1000).\(String(repeating: "0", count: 3 - digits.count))\(digits)"
  }
}
