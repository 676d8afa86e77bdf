internal import Core
internal import FuzzSupport

/// PSCI and SMCCC calls with any arguments by any core of one VM, its cores coming and going in any order, against a
/// model of plain words: what is answered, who runs, and when the VM ends.
@c(LLVMFuzzerTestOneInput)
public func fuzzPower(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  var input = unsafe FuzzInput(start, count)
  let machine = Machine(limit: UInt32(input.byte() & 3))
  machine.begin()
  while !input.isEmpty {
    let core = Int(input.byte() & 3)
    switch input.byte() % 8 {
    case 0...3: machine.call(core, &input)
    case 4: machine.look(core)
    case 5: machine.stop([.stop, .restart, .guestFault, .hypervisorFault][Int(input.byte() & 3)])
    case 6: machine.home()
    default: machine.begin()
    }
    machine.check()
  }
  return 0
}

/// Four virtual cores, core 0 at home, with what Core says beside what the model says.
private final class Machine {
  private enum State { case off, pending, on }
  private let life = VirtualMachineLifecycle()
  private let power0 = VirtualCPUPower()
  private let power1 = VirtualCPUPower()
  private let power2 = VirtualCPUPower()
  private let power3 = VirtualCPUPower()
  private var policy: FailurePolicy
  private let limit: UInt32
  // The model.
  private var cores: [State] = [.off, .off, .off, .off]
  private var entries: [UInt64] = [0, 0, 0, 0]
  private var isInside = [false, false, false, false]
  private var isRunning = false
  private var isLeaving = false
  private var wantsStart = false
  private var failures: UInt32 = 0

  init(limit: UInt32) {
    self.limit = limit
    policy = FailurePolicy(reaction: .restart, restartLimit: limit)
  }

  private func with<R>(_ core: Int, _ body: (borrowing VirtualCPUPower) -> R) -> R {
    switch core {
    case 0: body(power0)
    case 1: body(power1)
    case 2: body(power2)
    default: body(power3)
    }
  }

  func begin() {
    life.requestStart()
    wantsStart = true
    home()
  }

  /// What the home core does when it looks for work.
  func home() {
    let canFinish = isLeaving && !isInside.contains(true)
    require(life.canFinish == canFinish, "the end comes too early or not at all")
    if canFinish {
      let reason = life.reason
      let disposition = policy.decide(reason)
      if reason == .guestFault || reason == .hypervisorFault { failures += 1 }
      let hasFailed = failures > limit && (reason == .guestFault || reason == .hypervisorFault)
      require((disposition == .failed) == hasFailed, "restarted too often or not often enough")
      life.finish(failed: disposition == .failed)
      isLeaving = false
      if disposition == .restart {
        life.requestStart()
        wantsStart = true
      }
    }
    let starts = wantsStart && !isRunning && !isLeaving
    require(life.takeStart() == starts, "started when it must not, or not started")
    guard starts else { return }
    wantsStart = false
    for core in 0..<4 {
      with(core) { $0.turnOff() }
      cores[core] = .off
    }
    life.finishStart()
    isRunning = true
    require(with(0) { $0.request(entry: 1, context: 0) } == .success, "core 0 cannot start")
    cores[0] = .pending
    entries[0] = 1
  }

  /// A core looks up: out of a VM that is leaving, or into one that has work.
  func look(_ core: Int) {
    if isInside[core] {
      if isRunning && cores[core] == .on { return }
      if !isRunning {
        with(core) { $0.turnOff() }
        cores[core] = .off
      }
      isInside[core] = false
      life.exit()
    }
    let isPending = cores[core] == .pending
    require(with(core) { $0.take() } == isPending, "a start is lost or comes from nowhere")
    guard isPending else { return }
    require(with(core) { $0.entry } == entries[core], "starts elsewhere")
    cores[core] = .on
    require(life.enter() == isRunning, "a core in a VM that does not run")
    if isRunning {
      isInside[core] = true
    } else {
      with(core) { $0.turnOff() }
      cores[core] = .off
    }
  }

  func stop(_ reason: LeaveReason) {
    require(life.leave(reason) == isRunning, "left twice or not at all")
    guard isRunning else { return }
    require(life.reason == reason, "another reason")
    isRunning = false
    isLeaving = true
  }

  /// The guest on `core` makes a call, mostly one near those that exist.
  func call(_ core: Int, _ input: inout FuzzInput) {
    guard isInside[core], isRunning, cores[core] == .on else { return }
    let choice = input.byte()
    let function: UInt32 =
      choice < 0x80
      ? 0x8400_0000 | UInt32(choice & 0x20) << 25 | UInt32(choice & 0x1F)
      : [0x8000_0000, 0x8600_0000, 0xC400_0000, 0][Int(choice & 3)] | input.word() & 0xFFFF
    let (a1, a2, a3) = (input.longWord(), input.longWord(), input.longWord())
    guard let call = PSCICall(function: function, a1, a2, a3) else {
      require(function & 0xBFFF_FFE0 != 0x8400_0000, "a PSCI call that is none")
      _ = SMCCCCall(function: function, a1)
      return
    }
    let isWide = function & 0x4000_0000 != 0
    require(
      (call != .unsupported) == (PSCICall.features(of: function) == .success),
      "offered but not there, or there but not offered")
    switch call {
    case .cpuOff:
      with(core) { $0.turnOff() }
      cores[core] = .off
    case .cpuOn(let target, let entry, let context):
      require(isWide || (target | entry | context) >> 32 == 0, "64-bit arguments of a 32-bit call")
      let other = Int(target & 3)
      let status = with(other) { $0.request(entry: entry, context: context) }
      switch cores[other] {
      case .off:
        require(status == .success, "cannot be turned on")
        cores[other] = .pending
        entries[other] = entry
      case .pending: require(status == .onPending, "turned on twice")
      case .on: require(status == .alreadyOn, "turned on while on")
      }
    case .affinityInfo(let target, _):
      let other = Int(target & 3)
      let answer: UInt64 = [.on: 0, .off: 1, .pending: 2][cores[other]] ?? 3
      require(with(other) { $0.affinityInformation } == answer, "AFFINITY_INFO is not true")
    case .systemOff: stop(.guestOff)
    case .systemReset: stop(.guestReset)
    case .systemReset2(let type, _): if type == 0 { stop(.guestReset) }
    case .version, .features, .cpuSuspend, .migrateInfoType, .unsupported: break
    }
  }

  func check() {
    require(life.presentCores == UInt32(isInside.count(where: { $0 })), "cores are miscounted")
    require((life.phase == .running) == isRunning, "running and not running")
    require((life.phase == .leaving) == isLeaving, "leaving and not leaving")
    require(life.isStartWanted == wantsStart, "a wish to start is lost")
    for core in 0..<4 {
      require(with(core) { $0.isOn } == (cores[core] == .on), "on and not on")
    }
  }
}
