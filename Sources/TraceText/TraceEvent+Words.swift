public import Core
public import Tracing

extension TraceEvent {
  /// What `detail` is; nil where it says nothing.
  public var detailName: StaticString? {
    switch kind {
    case .exit: hasSyndrome ? "syndrome" : nil
    case .exception, .hypervisorFault: "syndrome"
    case .injection: "list register"
    case .guestFault: code == 0 ? "vector" : "exception class"
    case .idle, .enter, .leave, .phase: nil
    }
  }

  /// Why a VM leaves its cores.
  public var reason: StaticString? {
    guard kind == .phase, code == TracePhase.leaving.rawValue else { return nil }
    return switch UInt8(exactly: detail).flatMap({ LeaveReason(rawValue: $0) }) {
    case .guestOff: "guest-off"
    case .guestReset: "guest-reset"
    case .guestFault: "guest-fault"
    case .hypervisorFault: "hypervisor-fault"
    case .stop: "stop"
    case .restart: "restart"
    case .unhealthy: "unhealthy"
    case nil: "unknown"
    }
  }

  /// Whether the exit was a trap or an abort: an interrupt leaves the syndrome of something earlier.
  private var hasSyndrome: Bool {
    switch ExitCause(rawValue: code) {
    case .interrupt, .timerInterrupt, .maintenance, .kick, .fiq: false
    default: true
    }
  }
}

extension TracePhase {
  fileprivate var word: StaticString {
    switch self {
    case .starting: "starting"
    case .running: "running"
    case .leaving: "leaving"
    case .off: "off"
    case .failed: "failed"
    case .restarting: "restarting"
    }
  }
}

extension TextBuffer {
  /// What happened, in a word or two.
  public mutating func append(title event: TraceEvent) {
    switch event.kind {
    case .exit:
      guard let cause = ExitCause(rawValue: event.code) else {
        return append("exit ", decimal: UInt64(event.code))
      }
      append(cause.name)
    case .idle: append("asleep")
    case .injection:
      append("interrupt ", decimal: event.detail & 0xFFFF_FFFF)
      append(" listed")
    case .exception: append("exception class ", decimal: event.detail >> 26 & 0x3F)
    case .enter: append("enter")
    case .leave: append("leave")
    case .phase:
      guard let phase = TracePhase(rawValue: event.code) else {
        return append("state ", decimal: UInt64(event.code))
      }
      append(phase.word)
    case .guestFault: append("guest fault")
    case .hypervisorFault: append("hypervisor fault")
    }
  }

  /// A line of a trace: microseconds since boot, core, virtual core, what happened and how long it took. `time` is in ticks since
  /// boot; `name` appends that of the VM.
  public mutating func append(
    _ event: TraceEvent, at time: UInt64, core: UInt64, frequency: UInt64,
    name: (inout Self) -> Void
  ) {
    append(microseconds: time, frequency)
    append("  core ", decimal: core)
    if event.machine != TraceEvent.nobody {
      append("  ")
      name(&self)
      if event.virtualCPU != TraceEvent.nobody {
        append("/", decimal: UInt64(event.virtualCPU))
      }
    }
    append("  ")
    append(title: event)
    if event.kind == .exit || event.kind == .idle {
      append("  took ")
      append(microseconds: UInt64(event.duration), frequency)
    }
    if event.location != 0 { append("  pc=", hexadecimal: event.location) }
    if let reason = event.reason {
      append("  reason=")
      append(reason)
    }
    if event.detail != 0, let name = event.detailName {
      append("  ")
      append(name)
      append("=", hexadecimal: event.detail)
    }
  }

  /// With three digits behind the point.
  private mutating func append(microseconds ticks: UInt64, _ frequency: UInt64) {
    let nanoseconds = ticks.nanoseconds(frequency: frequency)
    append(decimal: nanoseconds / 1000)
    append(".")
    append(decimal: nanoseconds / 100 % 10)
    append(decimal: nanoseconds / 10 % 10)
    append(decimal: nanoseconds % 10)
  }
}
