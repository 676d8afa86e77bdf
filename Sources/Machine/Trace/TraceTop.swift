internal import Core
internal import Tracing

/// What virtual cores did between two moments: the tables of `martlet top`.
public struct TraceTop {
  /// The snapshot before, and when it was taken by the machine's counter.
  private var previous: (snapshot: TraceSnapshot, time: UInt64)?

  public init() {}

  /// A row for each virtual core: shares of its core's time, exits a second, and the causes of most of them; since the
  /// table before, or since boot. `elapsed` is the host's time since then, in nanoseconds: while nobody leaves a guest,
  /// nothing in the machine's memory tells that time passes.
  public mutating func table(_ snapshot: TraceSnapshot, elapsed: UInt64 = 0) -> String {
    // Another boot begins anew.
    if previous?.snapshot.bootTime != snapshot.bootTime { previous = nil }
    let passed = elapsed.multipliedFullWidth(by: snapshot.frequency)
    let ticks =
      passed.high < 1_000_000_000 ? UInt64(1_000_000_000).dividingFullWidth(passed).quotient : 0
    let now = max(snapshot.newest, previous.map { $0.time &+ ticks } ?? 0)
    defer { previous = (snapshot, now) }
    let start = previous?.time ?? snapshot.bootTime
    let window = max(Self.difference(now, start), 1)
    var rows = [["VM", "vCPU", "core", "guest", "EL2", "asleep", "exits/s", "of them"]]
    for cpu in snapshot.virtualCPUs {
      let past = previous?.snapshot.virtualCPUs.first { cpu.goesOn(from: $0) }
      let (guest, idle) = cpu.times(at: now)
      let (pastGuest, pastIdle) = past?.times(at: start) ?? (0, 0)
      // Nothing was ever heard of it, and how long that is nobody knows.
      let isSilent = cpu.isInside && now == cpu.since && cpu.guest == 0
      func share(_ ticks: UInt64, _ past: UInt64) -> String {
        if isSilent { return "-" }
        let permille = Self.scaled(min(Self.difference(ticks, past), window), 1000, window)
        return "\(permille / 10).\(permille % 10) %"
      }
      let exits = zip(cpu.exits, past?.exits ?? cpu.exits.map { _ in 0 }).map(Self.difference)
      func rate(_ count: UInt64) -> UInt64 { Self.scaled(count, snapshot.frequency, window) }
      let causes = exits.enumerated().filter { $0.element > 0 }
        .sorted { ($1.element, $0.offset) < ($0.element, $1.offset) }.prefix(4)
        .map { cause in
          let name = ExitCause(rawValue: UInt8(cause.offset))?.word ?? "\(cause.offset)"
          return "\(name) \(rate(cause.element))"
        }
      rows.append([
        snapshot.name(ofMachine: cpu.machine), "\(cpu.index)", cpu.core < 8 ? "\(cpu.core)" : "-",
        share(guest, pastGuest), share(cpu.hypervisor, past?.hypervisor ?? 0),
        share(idle, pastIdle), "\(rate(exits.reduce(0, &+)))", causes.joined(separator: ", "),
      ])
    }
    return TextTable.lines(rows, left: [0, 7]).joined(separator: "\n")
  }

  /// Counters only rise; one that was read while it was written may seem not to.
  private static func difference(_ one: UInt64, _ other: UInt64) -> UInt64 {
    one > other ? one - other : 0
  }

  private static func scaled(_ value: UInt64, _ factor: UInt64, _ divisor: UInt64) -> UInt64 {
    let product = value.multipliedFullWidth(by: factor)
    return product.high < divisor ? divisor.dividingFullWidth(product).quotient : .max
  }
}

extension TraceSnapshot.VirtualCPU {
  /// It is the same, later: in the place of a VM that has gone there may be another.
  fileprivate func goesOn(from past: TraceSnapshot.VirtualCPU) -> Bool {
    machine == past.machine && index == past.index && guest >= past.guest
      && hypervisor >= past.hypervisor && idle >= past.idle
      && zip(exits, past.exits).allSatisfy { $0 >= $1 }
  }

  /// Ticks in the guest and asleep, with those of the visit that is not over. A moment at EL2 that is not over counts as
  /// the guest's until it is.
  fileprivate func times(at now: UInt64) -> (guest: UInt64, idle: UInt64) {
    guard isInside, now > since else { return (guest, idle) }
    guard let asleepSince, asleepSince > since, now > asleepSince else {
      return (guest &+ (now - since), idle)
    }
    return (guest &+ (asleepSince - since), idle &+ (now - asleepSince))
  }
}
