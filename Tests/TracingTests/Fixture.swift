import Core
import Foundation
import Machine
import Tracing

/// A trace of two VMs on two cores, written as the hypervisor does.
struct Fixture {
  let memory: ScratchMemory
  let layout = TraceLayout(accounts: 2, rings: 2, capacity: 16)
  let header: TraceHeader

  init() {
    memory = ScratchMemory(size: layout.size)
    header = TraceHeader(layout: layout, frequency: 1_000_000, bootTime: 1000, machines: 2)
    for (index, name) in ["one", "two"].enumerated() {
      let start = TraceLayout.names + UInt64(index) * TraceLayout.nameSize
      let word = name.utf8.reversed().reduce(0) { $0 << 8 | UInt64($1) }
      memory.store(start, word)
      account(index).open(owner: UInt64(index) | UInt64(index) << 16)
      ring(index).open(core: UInt64(index) + 4)
    }
    ring(0).append(
      TraceEvent(.phase, time: 1100, machine: 0, code: TracePhase.running.rawValue))
    ring(0).append(TraceEvent(.enter, time: 1200, machine: 0, virtualCPU: 0))
    account(0).move(isInside: true, at: 1200)
    ring(0).append(
      TraceEvent(.injection, time: 1310, machine: 0, virtualCPU: 0, detail: 1 << 62 | 27))
    exit(0, .timerInterrupt, from: 1300, to: 1320, syndrome: 5)
    ring(0).append(TraceEvent(.idle, time: 1410, until: 1490, machine: 0, virtualCPU: 0))
    account(0).fallAsleep(at: 1410)
    account(0).wake(at: 1490)
    exit(0, .wfx, from: 1400, to: 1500, syndrome: 6)
    ring(0).append(TraceEvent(.leave, time: 1600, machine: 0, virtualCPU: 0))
    account(0).move(isInside: false, at: 1600)

    // More than the ring holds.
    account(1).move(isInside: true, at: 2000)
    for number: UInt64 in 1...18 {
      exit(1, .uart, from: 2000 + number * 100, to: 2050 + number * 100, syndrome: number)
    }
    header.write(memory, at: 0)
  }

  func ring(_ index: Int) -> TraceRing<ScratchMemory> {
    TraceRing(memory, at: layout.ring(UInt64(index)), capacity: layout.capacity)
  }

  func account(_ index: Int) -> TraceAccount<ScratchMemory> {
    TraceAccount(memory, at: layout.account(UInt64(index)))
  }

  func exit(
    _ index: Int, _ cause: ExitCause, from start: UInt64, to end: UInt64, syndrome: UInt64
  ) {
    account(index).exit(cause: cause.rawValue, from: start, to: end)
    ring(index).append(
      TraceEvent(
        .exit, time: start, until: end, machine: UInt8(index), virtualCPU: 0, code: cause.rawValue,
        location: 0x4000, detail: syndrome))
  }

  var snapshot: TraceSnapshot {
    let counts = (0..<2).map { ring($0).written }
    return TraceSnapshot(header, TraceBytes(memory.bytes), before: counts, after: counts)
  }

  /// The file of a machine's memory with the trace `pages` pages behind its start.
  func file(pages: Int, before: [UInt8] = []) throws -> String {
    let path = FileManager.default.temporaryDirectory
      .appending(path: "trace-\(UUID().uuidString)").path
    let filler = [UInt8](repeating: 0x4D, count: pages * 4096)
    try Data(before + filler + memory.bytes).write(to: URL(filePath: path))
    return path
  }
}
