import Core
import Synchronization
import TestSupport
import Testing

@Suite struct VirtualMachineLifecycleTests {
  /// A lifecycle in a class: `#expect` cannot take one that may not be copied.
  private final class Machine: @unchecked Sendable {
    private let life = VirtualMachineLifecycle()
    let started = Atomic(0)
    let ended = Atomic(0)
    let broken = Atomic(0)
    let won = Atomic(0)
    let isOver = Atomic(false)
    let inside = Atomic(0)
    let scrubbing = Atomic(0)

    var phase: VirtualMachineLifecycle.Phase { life.phase }
    var reason: LeaveReason { life.reason }
    var isStartWanted: Bool { life.isStartWanted }
    var presentCores: UInt32 { life.presentCores }
    var canFinish: Bool { life.canFinish }
    func requestStart() { life.requestStart() }
    func takeStart() -> Bool { life.takeStart() }
    func finishStart() { life.finishStart() }
    func leave(_ reason: LeaveReason) -> Bool { life.leave(reason) }
    func enter() -> Bool { life.enter() }
    func exit() { life.exit() }
    func finish(failed: Bool) { life.finish(failed: failed) }
  }

  @Test func aLifeFromOffToOff() {
    let machine = Machine()
    #expect(machine.phase == .off)
    #expect(!machine.takeStart())
    #expect(!machine.enter())
    #expect(machine.presentCores == 0)
    machine.requestStart()
    #expect(machine.isStartWanted)
    #expect(machine.takeStart())
    #expect(!machine.isStartWanted)
    #expect(machine.phase == .starting)
    #expect(!machine.enter())
    machine.finishStart()
    #expect(machine.phase == .running)
    #expect(machine.enter())
    #expect(machine.presentCores == 1)
    // A start asked for while it runs waits for its end.
    machine.requestStart()
    #expect(!machine.takeStart())
    #expect(machine.leave(.guestReset))
    #expect(!machine.leave(.guestFault))
    #expect(machine.phase == .leaving)
    #expect(machine.reason == .guestReset)
    #expect(!machine.enter())
    #expect(!machine.canFinish)
    machine.exit()
    #expect(machine.canFinish)
    machine.finish(failed: false)
    #expect(machine.phase == .off)
    #expect(machine.reason == .guestReset)
    #expect(!machine.canFinish)
    #expect(machine.takeStart())
    machine.finishStart()
    #expect(machine.leave(.hypervisorFault))
    machine.finish(failed: true)
    #expect(machine.phase == .failed)
    #expect(!machine.leave(.stop))
    // Even a failed one can be started again, when asked.
    machine.requestStart()
    #expect(machine.takeStart())
  }

  @Test func leavingWhileStartingIsNotForgotten() {
    let machine = Machine()
    machine.requestStart()
    #expect(machine.takeStart())
    #expect(machine.leave(.stop))
    #expect(!machine.leave(.restart))
    #expect(machine.phase == .starting)
    #expect(!machine.canFinish)
    #expect(!machine.enter())
    machine.finishStart()
    #expect(machine.phase == .leaving)
    #expect(machine.reason == .stop)
    #expect(!machine.enter())
    #expect(machine.canFinish)
    machine.finish(failed: false)
    #expect(machine.phase == .off)
  }

  @Test(
    arguments: [
      .guestOff, .guestReset, .guestFault, .hypervisorFault, .stop, .restart,
    ] as [LeaveReason])
  func everyReasonComesThrough(reason: LeaveReason) {
    let machine = Machine()
    machine.requestStart()
    #expect(machine.takeStart())
    machine.finishStart()
    #expect(machine.leave(reason))
    #expect(machine.reason == reason)
  }

  /// One home core that starts and finishes, two cores that enter and exit, one that asks for starts and ends. While
  /// memory is scrubbed or the VM is finished, nobody may be inside; and every life ends once, for one reason.
  @Test(.timeLimit(.minutes(2))) func coresRacingLeaveNoMachineHalfWay() async {
    let machine = Machine()
    await inThreads(4) { index in
      switch index {
      case 0:
        while machine.started.load(ordering: .relaxed) < 500 { Self.serveAsHome(machine) }
        // Nobody asks any more after this; what is under way ends.
        machine.isOver.store(true, ordering: .sequentiallyConsistent)
        while machine.presentCores != 0 || machine.phase != .off {
          _ = machine.leave(.stop)
          Self.serveAsHome(machine, mayStart: false)
        }
      case 1, 2:
        while !machine.isOver.load(ordering: .sequentiallyConsistent) {
          guard machine.enter() else { continue }
          machine.inside.add(1, ordering: .sequentiallyConsistent)
          if machine.scrubbing.load(ordering: .sequentiallyConsistent) != 0 {
            machine.broken.add(1, ordering: .relaxed)
          }
          machine.inside.subtract(1, ordering: .sequentiallyConsistent)
          machine.exit()
        }
      default:
        while !machine.isOver.load(ordering: .sequentiallyConsistent) {
          machine.requestStart()
          if machine.leave(.guestReset) { machine.won.add(1, ordering: .relaxed) }
        }
      }
    }
    #expect(machine.broken.load(ordering: .relaxed) == 0)
    #expect(machine.presentCores == 0)
    #expect(machine.started.load(ordering: .relaxed) > 0)
    #expect(
      machine.started.load(ordering: .relaxed) == machine.ended.load(ordering: .relaxed))
    // Each end had one winner; the home core's own `leave` at the end may have been one more.
    let difference =
      machine.ended.load(ordering: .relaxed) - machine.won.load(ordering: .relaxed)
    #expect((0...1).contains(difference))
  }

  private static func serveAsHome(
    _ machine: Machine, mayStart: Bool = true
  ) {
    func exclusively() {
      machine.scrubbing.add(1, ordering: .sequentiallyConsistent)
      if machine.inside.load(ordering: .sequentiallyConsistent) != 0 {
        machine.broken.add(1, ordering: .relaxed)
      }
      machine.scrubbing.subtract(1, ordering: .sequentiallyConsistent)
    }
    if machine.canFinish {
      exclusively()
      machine.finish(failed: false)
      machine.ended.add(1, ordering: .relaxed)
    }
    if mayStart, machine.takeStart() {
      exclusively()
      machine.started.add(1, ordering: .relaxed)
      machine.finishStart()
    }
  }
}
