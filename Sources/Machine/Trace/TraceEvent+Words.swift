public import Core
public import Tracing

extension TraceEvent {
  /// What happened, in a word or two.
  public var title: String {
    switch kind {
    case .exit: ExitCause(rawValue: code)?.word ?? "exit \(code)"
    case .idle: "asleep"
    case .injection: "interrupt \(detail & 0xFFFF_FFFF) listed"
    case .exception: "exception class \(detail >> 26 & 0x3F)"
    case .enter: "enter"
    case .leave: "leave"
    case .phase:
      TracePhase(rawValue: code).map { "\($0)" } ?? "state \(code)"
    case .guestFault: "guest fault"
    case .hypervisorFault: "hypervisor fault"
    }
  }

  /// What `detail` is; nil where it says nothing.
  var detailName: String? {
    switch kind {
    case .exit: hasSyndrome ? "syndrome" : nil
    case .exception, .hypervisorFault: "syndrome"
    case .injection: "list register"
    case .guestFault: code == 0 ? "vector" : "exception class"
    case .idle, .enter, .leave, .phase: nil
    }
  }

  /// Why a VM leaves its cores.
  var reason: String? {
    guard kind == .phase, code == TracePhase.leaving.rawValue else { return nil }
    return UInt8(exactly: detail).flatMap(LeaveReason.init).map { "\($0)" } ?? "\(detail)"
  }

  /// Whether the exit was a trap or an abort: an interrupt leaves the syndrome of something earlier.
  private var hasSyndrome: Bool {
    switch ExitCause(rawValue: code) {
    case .interrupt, .timerInterrupt, .maintenance, .kick, .fiq: false
    default: true
    }
  }
}

extension ExitCause {
  /// Its name in the report.
  public var word: String {
    var bytes: [UInt8] = []
    while let byte = name.byte(at: bytes.count) { bytes.append(byte) }
    return String(decoding: bytes, as: UTF8.self)
  }
}
