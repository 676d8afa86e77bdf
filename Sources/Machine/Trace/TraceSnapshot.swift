public import Tracing

/// A trace at one moment.
public struct TraceSnapshot: Sendable, Equatable {
  public struct Core: Sendable, Equatable {
    public var index: UInt64
    /// In the order in which they began.
    public var events: [TraceEvent]
    /// Older ones that were overwritten.
    public var lost: UInt64
  }

  public struct VirtualCPU: Sendable, Equatable {
    public var machine: Int
    public var index: Int
    public var core: Int
    public var isInside: Bool
    /// Ticks in the guest, at EL2, asleep at EL2, up to `since`.
    public var guest, hypervisor, idle, since: UInt64
    /// Counter when EL2 fell asleep for it, if it is asleep.
    public var asleepSince: UInt64?
    /// Exits by the number of their cause.
    public var exits: [UInt64]
  }

  public var frequency: UInt64
  public var bootTime: UInt64
  /// Names of the VMs.
  public var machines: [String]
  public var virtualCPUs: [VirtualCPU]
  public var cores: [Core]

  /// `before` and `after`: events ever written to each ring before and after `memory` was copied.
  public init(
    _ header: TraceHeader, _ memory: TraceBytes, before: [UInt64], after: [UInt64]
  ) {
    let layout = header.layout
    frequency = header.frequency
    bootTime = header.bootTime
    machines = (0..<header.machines).map { index in
      let start = Int(TraceLayout.names + index * TraceLayout.nameSize)
      let name = memory.bytes.dropFirst(start).prefix(Int(TraceLayout.nameSize))
      return String(decoding: name.prefix { $0 != 0 }, as: UTF8.self)
    }
    virtualCPUs = (0..<layout.accounts).compactMap { index in
      let account = TraceAccount(memory, at: layout.account(index))
      // That of a VM which is not there.
      guard account.owner & 0xFF != UInt64(TraceEvent.nobody) else { return nil }
      return VirtualCPU(
        machine: Int(account.owner & 0xFF), index: Int(account.owner >> 8 & 0xFF),
        core: Int(account.owner >> 16 & 0xFF), isInside: account.isInside, guest: account.guest,
        hypervisor: account.hypervisor, idle: account.idle, since: account.since,
        asleepSince: account.asleepSince == 0 ? nil : account.asleepSince,
        exits: (0..<TraceLayout.causes).map(account.exits))
    }
    cores = zip(before, after).enumerated().map { index, counts in
      let ring = TraceRing(
        memory, at: layout.ring(UInt64(index)), capacity: layout.capacity)
      let whole = TraceRing<TraceBytes>.whole(
        before: counts.0, after: counts.1, capacity: layout.capacity)
      let events = whole.compactMap(ring.event)
      return Core(
        index: ring.core & 0xFF,
        // What lies within an exit was written before it: of what begins together, the longer is the outer one.
        events: events.enumerated().sorted {
          ($0.element.time, $1.element.duration, $0.offset)
            < ($1.element.time, $0.element.duration, $1.offset)
        }.map(\.element), lost: whole.lowerBound)
    }
  }

  /// The newest moment that the trace knows of.
  public var newest: UInt64 {
    (virtualCPUs.map(\.since) + cores.flatMap { $0.events.map(\.end) }).max() ?? bootTime
  }

  public func name(ofMachine index: Int) -> String {
    machines.indices.contains(index) ? machines[index] : "vm \(index)"
  }
}
