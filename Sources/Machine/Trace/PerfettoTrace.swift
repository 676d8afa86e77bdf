internal import Core
internal import TraceText
internal import Tracing

/// A trace in Perfetto's own format: a track for each core, with the virtual cores that ran there and their exits, and
/// for each VM a track of its states and one for each virtual core. Times are nanoseconds of the system counter.
///
/// Source: perfetto.dev, "Synthetic TrackEvent", and protos/perfetto/trace: messages Trace, TracePacket, TrackEvent.
public struct PerfettoTrace {
  private let snapshot: TraceSnapshot
  private var trace = ProtobufMessage()
  private var isFirst = true

  /// Numbers of the fields of Perfetto's messages.
  private enum Field {
    static let packet: UInt64 = 1
    static let timestamp: UInt64 = 8
    static let sequence: UInt64 = 10
    static let event: UInt64 = 11
    static let sequenceFlags: UInt64 = 13
    static let descriptor: UInt64 = 60
  }

  /// TrackEvent.Type.
  private enum Step: UInt64 {
    case begin = 1
    case end = 2
    case instant = 3
  }

  private enum Detail {
    case address(UInt64)
    case text(String)
  }

  /// Something on a track, with others within it.
  private struct Slice {
    var start, end: UInt64
    var name: String
    var isInstant = false
    var details: [(name: String, value: Detail)] = []
  }

  /// The bytes of the file.
  public static func file(_ snapshot: TraceSnapshot) -> [UInt8] {
    var perfetto = PerfettoTrace(snapshot: snapshot)
    perfetto.build()
    return perfetto.trace.bytes
  }

  private init(snapshot: TraceSnapshot) { self.snapshot = snapshot }

  // Numbers of tracks. Processes' and threads' are what a person sees beside their names.
  private static let cores: UInt64 = 1
  private static func core(_ index: UInt64) -> UInt64 { 100 + index }
  private static func machine(_ index: Int) -> UInt64 { 1000 * (UInt64(index) + 1) }
  private static func virtualCPU(_ machine: Int, _ index: Int) -> UInt64 {
    Self.machine(machine) + UInt64(index) + 1
  }

  private mutating func build() {
    describe(process: Self.cores, "cores")
    for core in snapshot.cores {
      describe(thread: Self.core(core.index), of: Self.cores, "core \(core.index)")
    }
    for index in snapshot.machines.indices {
      describe(process: Self.machine(index), snapshot.machines[index])
    }
    // Also those that have no account: a file of martletctl has none, and who has gone neither.
    let events = snapshot.cores.flatMap(\.events)
    let pairs =
      snapshot.virtualCPUs.map { [$0.machine, $0.index] }
      + events.filter { $0.virtualCPU != TraceEvent.nobody }.map {
        [Int($0.machine), Int($0.virtualCPU)]
      }
    let virtualCPUs = Set(pairs).filter { snapshot.machines.indices.contains($0[0]) }
      .sorted { ($0[0], $0[1]) < ($1[0], $1[1]) }.map { (machine: $0[0], index: $0[1]) }
    for cpu in virtualCPUs {
      describe(
        thread: Self.virtualCPU(cpu.machine, cpu.index), of: Self.machine(cpu.machine),
        "vCPU \(cpu.index)")
    }
    for core in snapshot.cores { add(slices(of: core), to: Self.core(core.index)) }
    for cpu in virtualCPUs {
      let own = events.filter { Int($0.machine) == cpu.machine && Int($0.virtualCPU) == cpu.index }
      add(
        own.filter { $0.kind != .enter && $0.kind != .leave }.map(slice),
        to: Self.virtualCPU(cpu.machine, cpu.index))
    }
    for index in snapshot.machines.indices {
      let states = events.filter { $0.kind == .phase && Int($0.machine) == index }
      add(states.map(slice), to: Self.machine(index))
    }
  }

  /// Who was on the core, around what happened there.
  private func slices(of core: TraceSnapshot.Core) -> [Slice] {
    var slices = core.events.filter { ![.enter, .leave, .phase].contains($0.kind) }.map(slice)
    let end = snapshot.newest
    // Who was there before the oldest event left no mark of coming.
    var open = core.events.first { $0.virtualCPU != TraceEvent.nobody }
    if open?.kind != .enter { open?.time = core.events.first?.time ?? 0 }
    for event in core.events where event.kind == .enter || event.kind == .leave {
      if event.kind == .leave, let begun = open {
        slices.append(Slice(start: begun.time, end: event.time, name: name(of: begun)))
      }
      open = event.kind == .enter ? event : nil
    }
    if let open { slices.append(Slice(start: open.time, end: end, name: name(of: open))) }
    return slices
  }

  private func name(of event: TraceEvent) -> String {
    "\(snapshot.name(ofMachine: Int(event.machine))) vCPU \(event.virtualCPU)"
  }

  private func slice(_ event: TraceEvent) -> Slice {
    var slice = Slice(start: event.time, end: event.end, name: event.title)
    slice.isInstant = event.kind != .exit && event.kind != .idle
    if event.location != 0 { slice.details.append(("pc", .address(event.location))) }
    if let reason = event.reason {
      slice.details.append(("reason", .text("\(reason)")))
    } else if event.detail != 0, let name = event.detailName {
      slice.details.append(("\(name)", .address(event.detail)))
    }
    return slice
  }

  /// Slices of one track, which lie within or beside each other; what would stick out is cut.
  private mutating func add(_ slices: [Slice], to track: UInt64) {
    var open: [UInt64] = []
    let ordered = slices.enumerated().sorted {
      ($0.element.start, $1.element.end, $0.offset) < ($1.element.start, $0.element.end, $1.offset)
    }.map(\.element)
    for slice in ordered {
      // One without a length ends only after what lies in it.
      while let end = open.last, end < slice.start || (end == slice.start && slice.end > end) {
        open.removeLast()
        add(.end, at: end, track)
      }
      if slice.isInstant {
        add(.instant, at: slice.start, track, slice)
      } else {
        add(.begin, at: slice.start, track, slice)
        open.append(min(slice.end, open.last ?? .max))
      }
    }
    while let end = open.popLast() { add(.end, at: end, track) }
  }

  private mutating func add(
    _ step: Step, at time: UInt64, _ track: UInt64, _ slice: Slice? = nil
  ) {
    let nanoseconds = time.nanoseconds(frequency: snapshot.frequency)
    add { packet in
      packet.add(Field.timestamp, nanoseconds)
      packet.add(Field.event) { event in
        event.add(9, step.rawValue)
        event.add(11, track)
        guard let slice else { return }
        event.add(22, "martlet")
        event.add(23, slice.name)
        for detail in slice.details {
          event.add(4) { annotation in
            annotation.add(10, detail.name)
            switch detail.value {
            case .address(let value): annotation.add(7, value)
            case .text(let text): annotation.add(6, text)
            }
          }
        }
      }
    }
  }

  private mutating func describe(process track: UInt64, _ name: String) {
    add { packet in
      packet.add(Field.descriptor) { descriptor in
        descriptor.add(1, track)
        descriptor.add(3) { process in
          process.add(1, track)
          process.add(6, name)
        }
      }
    }
  }

  private mutating func describe(thread track: UInt64, of process: UInt64, _ name: String) {
    add { packet in
      packet.add(Field.descriptor) { descriptor in
        descriptor.add(1, track)
        descriptor.add(5, process)
        descriptor.add(4) { thread in
          thread.add(1, process)
          thread.add(2, track)
          thread.add(5, name)
        }
      }
    }
  }

  /// A packet of the one sequence that there is, whose state begins with the first.
  private mutating func add(_ build: (inout ProtobufMessage) -> Void) {
    let flags: UInt64 = isFirst ? 1 : 0
    isFirst = false
    trace.add(Field.packet) { packet in
      build(&packet)
      packet.add(Field.sequence, 1)
      if flags != 0 { packet.add(Field.sequenceFlags, flags) }
    }
  }
}
