internal import Core
internal import Tracing

/// What virtual cores did between two moments: the table of `martlet top`.
public struct TraceTop {
  private let before: TraceSnapshot?
  private let after: TraceSnapshot
  /// When the later snapshot was taken.
  private let now: UInt64

  /// What happened from `before` on, or since boot. `elapsed` is the host's time between the two, in nanoseconds: while
  /// no virtual core leaves its guest nothing in the machine's memory tells that time passes.
  public init(from before: TraceSnapshot?, to after: TraceSnapshot, elapsed: UInt64 = 0) {
    self.before = before
    self.after = after
    let newest = after.newest
    now =
      before.map {
        $0.newest == newest ? newest &+ elapsed &* after.frequency / 1_000_000_000 : newest
      }
      ?? newest
  }

  /// A row for each virtual core: shares of its core's time, exits a second, and the causes of most of them.
  public var table: String {
    var rows = [["VM", "vCPU", "core", "guest", "EL2", "asleep", "exits/s", "of them"]]
    let start = before?.newest ?? after.bootTime
    let window = max(now &- start, 1)
    for (index, cpu) in after.virtualCPUs.enumerated() {
      let past = before?.virtualCPUs[index]
      func share(_ ticks: UInt64) -> String {
        let permille = min(ticks, window).multipliedFullWidth(by: 1000)
        let value = window.dividingFullWidth(permille).quotient
        return "\(value / 10).\(value % 10) %"
      }
      let guest = cpu.guestTime(at: now) &- (past?.guestTime(at: start) ?? 0)
      let exits = zip(cpu.exits, past?.exits ?? cpu.exits.map { _ in 0 }).map { $0 &- $1 }
      func rate(_ count: UInt64) -> UInt64 {
        let product = count.multipliedFullWidth(by: after.frequency)
        return product.high < window ? window.dividingFullWidth(product).quotient : .max
      }
      let causes = exits.enumerated().filter { $0.element > 0 }
        .sorted { ($1.element, $0.offset) < ($0.element, $1.offset) }.prefix(4)
        .map { cause in
          let name = ExitCause(rawValue: UInt8(cause.offset))?.word ?? "\(cause.offset)"
          return "\(name) \(rate(cause.element))"
        }
      rows.append([
        after.name(ofMachine: cpu.machine), "\(cpu.index)", "\(cpu.core)",
        share(guest), share(cpu.hypervisor &- (past?.hypervisor ?? 0)),
        share(cpu.idle &- (past?.idle ?? 0)), "\(rate(exits.reduce(0, &+)))",
        causes.joined(separator: ", "),
      ])
    }
    return TextTable.lines(rows, left: [0, 7]).joined(separator: "\n")
  }
}

extension TraceSnapshot.VirtualCPU {
  /// Ticks in the guest, with those of the visit that is not over.
  func guestTime(at now: UInt64) -> UInt64 {
    guest &+ (isInside && now > since ? now &- since : 0)
  }
}
