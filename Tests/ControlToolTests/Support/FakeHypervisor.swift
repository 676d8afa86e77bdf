import Channels
import Core
import TestSupport

/// The other side of the control device: rings, decoder and permissions are those of the hypervisor, and the machine behind them
/// is a few numbers.
final class FakeHypervisor: ManagedMachines {
  let memory = PlainMemory(size: ControlDevice.ringSize)
  var registers = ControlRegisters(hasStaging: true)
  var machines = [
    FakeMachine(name: "linux", rights: FakeHypervisor.rights(.observe)),
    FakeMachine(name: "rt", rights: FakeHypervisor.rights(.observe, .restart, .pause), pool: 1),
    FakeMachine(name: "control", rights: FakeHypervisor.rights(.stop), pool: 1),
    FakeMachine(name: "other", rights: .all),
  ]
  var pools = ["general", "realtime"]
  var corePools: [Int?] = [0, 0, 1, 1]
  var events = EventRing()
  var faults: [HealthRecord]? = []
  /// Nanoseconds since boot.
  var time: UInt64 = 10_000_000_000
  /// Bits that another program has.
  var taken: UInt32 = 0
  /// It does not look at anything.
  var isDead = false
  /// In place of an answer's part, if there is one.
  var corrupt: ([UInt8]) -> [UInt8] = { $0 }
  /// What happens while the tool waits.
  var happening: [(FakeHypervisor) -> Void] = []
  /// What happens while it only lets time pass.
  var passing: [(FakeHypervisor) -> Void] = []
  /// Other registers than these.
  var otherRegisters: [UInt64: UInt32] = [:]
  /// By name; and what is behind the rings of the one that was opened.
  var files: [String: [UInt8]] = [:]
  var filesGoBad = false
  var openedFile: [UInt8]?
  var staging: [UInt8] = []
  private(set) var package: [UInt8]?
  var channels: [ChannelRecord] = []
  var madeFile: String?
  /// The events of each core; nil where there is no trace.
  var traces: [FakeTrace]?
  /// Runs of memory that Linux gives up when it is asked, and those that it has given up.
  var spareMemory: [AddressRange] = []
  var movesMemory = false
  var givenUp: [AddressRange] = []
  /// Those that were taken or listed last.
  var listed: [AddressRange] = []
  /// Those of them that the hypervisor has, and what becomes of the next; somebody uses those of the second list.
  var given: [AddressRange] = []
  var givings: [ManagementStatus] = []
  var used: [AddressRange] = []
  var givable: UInt32 = 0
  /// What becomes of the next creation.
  var creation = ManagementStatus.done
  /// How often a VM that was destroyed is still there when it is looked for.
  var scrubbing = 0
  /// How often a VM cannot be destroyed yet.
  var busy = 0
  private(set) var calls: [ControlCall] = []
  private var answers: ChannelEnd<PlainMemory>
  private var listener: ChannelEnd<PlainMemory>
  private var waiting: [[UInt8]] = []
  private var nextEvent: UInt64?

  static func rights(_ rights: ManagementRight...) -> ManagementRights {
    rights.reduce(ManagementRights()) { $0.adding($1) }
  }

  init() {
    let device = ControlDevice.self
    guard
      let requests = ChannelHalf(offset: device.requestOffset, size: device.requestSize),
      let answers = ChannelHalf(offset: device.answerOffset, size: device.answerSize),
      let listener = ChannelHalf(offset: device.listenerOffset, size: device.listenerSize),
      let events = ChannelHalf(offset: device.eventOffset, size: device.eventSize),
      let first = ChannelLayout(first: requests, second: answers),
      let second = ChannelLayout(first: listener, second: events),
      let answerEnd = ChannelEnd(memory, first, .second),
      let listenerEnd = ChannelEnd(memory, second, .second)
    else { fatalError("rings that do not fit") }
    self.answers = answerEnd
    self.listener = listenerEnd
    tell(.started, 0)
  }

  // What permissions depend on.

  var limits: ManagementLimits {
    ManagementLimits(machines: machines.count, pools: pools.count, cores: corePools.count)
  }
  func rights(ofMachine index: Int) -> ManagementRights { machines[index].rights }
  func pool(ofMachine index: Int) -> Int? { machines[index].pool }
  func pool(ofCore index: Int) -> Int? { corePools[index] }
  func isShared(pool index: Int) -> Bool { index == 0 }

  // The device.

  func write(_ register: ControlRegisters.Register, _ value: UInt32) {
    if registers.write(register.rawValue, size: 4, value) != 0 { serve() }
  }

  func tell(_ kind: ManagementEvent.Kind, _ machine: UInt8, _ value: UInt64 = 0) {
    events.append(ManagementEvent(time: time, kind: kind, machine: machine, value: value))
    serve()
  }

  /// The other end starts anew, as when the machine is reset.
  func restart() { answers.restart() }

  func serve() {
    guard !isDead else { return }
    sendEvents()
    var buffer = [UInt8](repeating: 0, count: ControlDevice.longestMessage)
    while true {
      flush()
      // Each is answered before the next is taken.
      guard waiting.isEmpty else { break }
      var span = buffer.mutableSpan
      guard case .message(let count) = answers.receive(into: &span) else { break }
      answer(Array(buffer.prefix(count)))
    }
    _ = answers.waitForMessage()
    if answers.takeBell() { registers.notify(ControlRegisters.requests) }
  }

  private func flush() {
    while let message = waiting.first {
      let sent = answers.send(message.span)
      if sent == .full {
        _ = answers.waitForRoom(for: message.count)
        break
      }
      waiting.removeFirst()
    }
  }

  private func sendEvents() {
    guard listener.isUp() else {
      nextEvent = nil
      if listener.takeBell() { registers.notify(ControlRegisters.events) }
      return
    }
    var number = max(nextEvent ?? events.total, events.first)
    while let event = events.event(number) {
      if event.isVisible(to: self) {
        var message = ControlMessage()
        EventRecord(number: number, event: event).write(to: &message)
        guard message.withText({ listener.send($0) }) == .sent else { break }
      }
      number += 1
    }
    nextEvent = number
    if listener.takeBell() { registers.notify(ControlRegisters.events) }
  }

  // From a message to a deed.

  private func answer(_ message: [UInt8]) {
    let request = ControlRequest(message.span.raw)
    var status = ManagementStatus.done
    var records: [any ControlRecord] = []
    do throws(ManagementStatus) {
      let call = try ControlCall(message.span.raw, in: limits)
      calls.append(call)
      status = call.permission(by: self)
      if status == .done { (status, records) = carryOut(call) }
    } catch {
      status = error
    }
    for index in 0..<max(records.count, 1) {
      var part = ControlMessage()
      ControlAnswer(to: request, status, isLast: index + 1 >= records.count, time: time)
        .write(to: &part)
      if index < records.count { records[index].write(to: &part) }
      waiting.append(corrupt(part.withText { text in text.indices.map { text[$0] } }))
    }
  }

  private func carryOut(_ call: ControlCall) -> (ManagementStatus, [any ControlRecord]) {
    switch call {
    case .describe:
      (
        .done,
        [
          DescriptionRecord(
            machines: UInt8(machines.count), pools: UInt8(pools.count),
            cores: UInt8(corePools.count), asker: 0, nextEvent: events.total)
        ]
      )
    case .beginPackage(let size): begin(Int(size))
    case .putPackage(let offset, let count): put(Int(offset), Int(count))
    case .create: create()
    case .resources: (.done, [resources])
    case .giveMemory(let range): (give(range), [])
    case .takeMemory(let range): (take(range), [])
    case .health: faults.map { (.done, $0) } ?? (.notHere, [])
    case .events(let first): (.done, eventRecords(from: first))
    case .readConsole(let machine, let position): (.done, [console(machine, from: position)])
    case .writeConsole(let machine, let keys): (type(keys, to: machine), [])
    case .listChannels: (.done, channels)
    case .readTrace(let core, let number, let end):
      traces.map { (.done, [$0[core].record(UInt8(core), from: number, before: end)]) }
        ?? (.notHere, [])
    case .management(let call): carryOut(call)
    }
  }

  private func console(_ index: Int, from position: UInt64) -> any ControlRecord {
    let machine = machines[index]
    let first = min(max(Int(clamping: position), machine.kept), machine.printed.count)
    var record = ConsoleRecord(
      machine: UInt8(index), position: UInt64(first), end: UInt64(machine.printed.count),
      origin: UInt64(machine.origin))
    for byte in machine.printed[first...].prefix(ConsoleRecord.mostBytes) { record.append(byte) }
    return record
  }

  private func type(_ keys: ConsoleKeys, to index: Int) -> ManagementStatus {
    guard machines[index].state == .running else { return .isOff }
    guard machines[index].room >= keys.count else { return .isBusy }
    machines[index].room -= keys.count
    for place in 0..<keys.count {
      guard let byte = keys.byte(at: place) else { continue }
      machines[index].typed.append(byte)
      machines[index].printed += machines[index].echo(byte)
    }
    return .done
  }

  private func give(_ range: AddressRange) -> ManagementStatus {
    let status = givings.isEmpty ? .done : givings.removeFirst()
    if status == .done { given.append(range) }
    return status
  }

  private func take(_ range: AddressRange) -> ManagementStatus {
    guard let index = given.firstIndex(of: range) else { return .outOfRange }
    guard !used.contains(range) else { return .memoryIsUsed }
    given.remove(at: index)
    return .done
  }

  private func begin(_ size: Int) -> (ManagementStatus, [any ControlRecord]) {
    package = nil
    guard size <= 1 << 20 else { return (.noMemory, []) }
    if size > 0 { package = [UInt8](repeating: 0xEE, count: size) }
    return (.done, [])
  }

  private func put(_ offset: Int, _ count: Int) -> (ManagementStatus, [any ControlRecord]) {
    guard let size = package?.count, offset + count <= size, staging.count == count else {
      return (.outOfRange, [])
    }
    package?.replaceSubrange(offset..<(offset + count), with: staging)
    return (.done, [])
  }

  private func create() -> (ManagementStatus, [any ControlRecord]) {
    guard creation == .done else { return (creation, []) }
    machines.append(FakeMachine(name: "created", rights: .all, isCreated: true))
    tell(.created, UInt8(machines.count - 1))
    return (.done, [record(machines.count - 1)])
  }

  private var resources: ResourcesRecord {
    var record = ResourcesRecord()
    record.machines = 2
    record.usedMachines = 1
    record.mostVirtualCPUs = 4
    record.identifiers = 0b1_1110
    record.memory = 256 << 20
    record.machineMemory = 64 << 20
    record.packageMemory = 20 << 10
    record.taken = 64 << 20 + 20 << 10
    record.given = given.reduce(0) { $0 + $1.size }
    record.givableMegabytes = givable
    record.largestHole = 100 << 20
    record.frames = 64
    record.usedFrames = 17
    record.virtualCPUs = 5
    return record
  }

  private func eventRecords(from first: UInt64) -> [any ControlRecord] {
    (max(first, events.first)..<max(events.total, first)).compactMap { number in
      guard let event = events.event(number), event.isVisible(to: self) else { return nil }
      return EventRecord(number: number, event: event)
    }
  }

  private func carryOut(_ call: ManagementCall) -> (ManagementStatus, [any ControlRecord]) {
    var observed = machines.indices.filter { machines[$0].rights.contains(.observe) }
    if case .listMachines = call, observed.contains(where: isGoing) {
      scrubbing -= 1
      if scrubbing < 0 { observed.removeAll(where: isGoing) }
    }
    switch call {
    case .listMachines: return (.done, observed.map(record))
    case .listVirtualCPUs:
      return (
        .done,
        observed.map {
          VirtualCPURecord(
            machine: UInt8($0), number: 0,
            state: machines[$0].state == .running ? .running : .off,
            core: machines[$0].state == .running ? UInt8($0) : VirtualCPURecord.noCore,
            exits: machines[$0].exits, time: machines[$0].time)
        }
      )
    case .listPools: return (.done, pools.indices.map(poolRecord))
    case .showLoad:
      return (
        .done,
        observed.map {
          var load = LoadRecord(machine: UInt8($0), time: machines[$0].time)
          load[exits: 9] = machines[$0].exits
          load[exits: 3] = machines[$0].exits / 2
          return load
        }
      )
    case .listEvents: return (.done, [])
    case .start(let machine):
      guard machines[machine].state == .off else { return (.isRunning, []) }
      return become(.running, .started, machine)
    case .stop(let machine):
      guard machines[machine].state != .off else { return (.isOff, []) }
      return become(.off, .off, machine)
    case .restart(let machine): return become(.running, .restarts, machine)
    case .switchOver(let machine):
      guard machines[machine].role == .primary else { return (.notPrimary, []) }
      guard
        let standby = machines.firstIndex(where: { $0.role == .standby && $0.isReady })
      else { return (.noStandby, []) }
      machines[machine].role = .standby
      machines[standby].role = .primary
      tell(.tookOver, UInt8(standby), UInt64(machine))
    case .pause(let machine):
      guard machines[machine].state != .paused else { return (.isPaused, []) }
      return become(.paused, .paused, machine)
    case .resume(let machine):
      guard machines[machine].state == .paused else { return (.notPaused, []) }
      return become(.running, .resumed, machine)
    case .destroy where busy > 0:
      busy -= 1
      return (.isBusy, [])
    case .destroy(let machine): return become(.destroyed, .destroyed, machine)
    case .moveMachine(let machine, let pool):
      machines[machine].pool = pool
      tell(.moved, UInt8(machine), UInt64(pool))
    case .moveCore(let core, let pool):
      corePools[core] = pool
      tell(.coreMoved, ManagementEvent.nobody, UInt64(core) | UInt64(pool) << 32)
    case .setWeight(let machine, let weight):
      machines[machine].weight = weight
      tell(.weight, UInt8(machine), weight)
    case .setPriority(let machine, let priority):
      machines[machine].priority = priority
      tell(.priority, UInt8(machine), UInt64(priority))
    case .setBudget(let machine, let budget, let period):
      machines[machine].budget = budget
      machines[machine].period = period
      tell(.budget, UInt8(machine), budget)
    }
    return (.done, [])
  }

  private func isGoing(_ index: Int) -> Bool {
    machines[index].isCreated && machines[index].state == .destroyed
  }

  private func become(
    _ state: MachineState, _ kind: ManagementEvent.Kind, _ machine: Int
  ) -> (ManagementStatus, [any ControlRecord]) {
    machines[machine].state = state
    tell(kind, UInt8(machine))
    return (.done, [])
  }

  func name(_ text: String) -> ControlName {
    var name = ControlName()
    for byte in text.utf8 { _ = name.append(byte) }
    return name
  }

  private func record(_ index: Int) -> any ControlRecord {
    let machine = machines[index]
    var record = MachineRecord(index: UInt8(index), name: name(machine.name))
    record.state = machine.state
    record.isCreated = machine.isCreated
    record.role = machine.role
    record.isReady = machine.isReady
    record.pool = UInt8(machine.pool)
    record.virtualCPUs = 1
    record.rights = machine.rights
    record.priority = machine.priority
    record.starts = machine.starts
    record.memory = 256 << 20
    record.time = machine.time
    record.exits = machine.exits
    record.weight = UInt32(machine.weight)
    record.budget = machine.budget
    record.period = machine.period
    return record
  }

  private func poolRecord(_ index: Int) -> any ControlRecord {
    var cores: UInt32 = 0
    for core in corePools.indices where corePools[core] == index { cores |= 1 << UInt32(core) }
    var record = PoolRecord(
      index: UInt8(index), scheduler: index == 0 ? .fair : .bind,
      virtualCPUs: UInt16(machines.count { $0.pool == index }), cores: cores,
      name: name(pools[index]))
    for number in 0..<8 { record[idleTime: number] = UInt64(number) * 1_000_000_000 }
    return record
  }
}
