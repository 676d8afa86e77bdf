import Core
import Scheduling
import TestSupport
import Testing

@Suite struct ControlRecordTests {
  private static func records(_ random: inout SplitMix) -> [(any ControlRecord, Int)] {
    func byte() -> UInt8 { UInt8(truncatingIfNeeded: random.next()) }
    let letters = (0..<Int.random(in: 1...31, using: &random)).map { _ in
      Character(UnicodeScalar(UInt8.random(in: 0x21...0x7E, using: &random)))
    }
    let name = ControlName(text: String(letters))
    var machine = MachineRecord(index: byte(), name: name)
    machine.state = MachineState(rawValue: byte() % MachineState.count) ?? .off
    machine.pool = byte()
    machine.virtualCPUs = byte()
    machine.rights = ManagementRights(rawValue: UInt16(byte()))
    machine.priority = byte()
    machine.isCreated = byte() & 1 == 0
    machine.role = StandbyPair.Role(rawValue: UInt32(byte() % 3))
    machine.isReady = byte() & 1 == 0
    machine.starts = UInt32(truncatingIfNeeded: random.next())
    machine.resets = UInt32(truncatingIfNeeded: random.next())
    machine.memory = random.next()
    machine.time = random.next()
    machine.exits = random.next()
    machine.weight = UInt32(truncatingIfNeeded: random.next())
    machine.budget = random.next()
    machine.period = random.next()
    var pool = PoolRecord(
      index: byte(), scheduler: SchedulerKind(rawValue: byte() % SchedulerKind.count) ?? .bind,
      virtualCPUs: UInt16(byte()) * 3, cores: UInt32(truncatingIfNeeded: random.next()), name: name)
    for core in 0..<8 { pool[idleTime: core] = random.next() }
    var load = LoadRecord(machine: byte(), time: random.next())
    for cause in 0..<19 { load[exits: cause] = random.next() }
    var resources = ResourcesRecord()
    resources.machines = byte()
    resources.usedMachines = byte()
    resources.mostVirtualCPUs = byte()
    resources.identifiers = UInt32(truncatingIfNeeded: random.next())
    resources.memory = random.next()
    resources.machineMemory = random.next()
    resources.packageMemory = random.next()
    resources.largestHole = random.next()
    resources.frames = UInt32(truncatingIfNeeded: random.next())
    resources.usedFrames = UInt32(truncatingIfNeeded: random.next())
    resources.interrupts = UInt32(truncatingIfNeeded: random.next())
    resources.virtualCPUs = UInt32(truncatingIfNeeded: random.next())
    resources.boundCores = UInt32(truncatingIfNeeded: random.next())
    resources.taken = random.next()
    var console = ConsoleRecord(
      machine: byte(), position: random.next(), end: random.next(), origin: random.next())
    for _ in 0..<Int.random(in: 0...200, using: &random) { console.append(byte()) }
    var channel = ChannelRecord(index: byte(), name: name)
    (channel.first, channel.second) = (byte(), byte())
    (channel.isFirstRunning, channel.isSecondRunning) = (byte() & 1 == 0, byte() & 1 == 0)
    (channel.firstRings, channel.secondRings) = (random.next(), random.next())
    channel.size = random.next()
    for _ in 0..<Int.random(in: 0...5, using: &random) {
      channel.append(ChannelPart(size: random.next(), writers: UInt32(byte() & 3)))
    }
    var trace = TraceRecord(core: byte(), frequency: 62_500_000)
    (trace.oldest, trace.next, trace.end) = (random.next(), random.next(), random.next())
    for _ in 0..<Int.random(in: 0...7, using: &random) {
      trace.append((random.next(), random.next(), random.next(), random.next()))
    }
    let kind = ManagementEvent.Kind(rawValue: byte() % ManagementEvent.Kind.count) ?? .off
    return [
      (
        DescriptionRecord(
          machines: byte(), pools: byte(), cores: byte(), asker: byte(), nextEvent: random.next()),
        16
      ),
      (machine, 96), (pool, 112), (load, 168), (resources, 80), (console, 224), (channel, 128),
      (trace, 224),
      (
        VirtualCPURecord(
          machine: byte(), number: byte(),
          state: VirtualCPUState(rawValue: byte() % VirtualCPUState.count) ?? .off, core: byte(),
          exits: random.next(), time: random.next()), 24
      ),
      (
        EventRecord(
          number: random.next(),
          event: ManagementEvent(
            time: random.next(), kind: kind, machine: byte(), value: random.next())), 32
      ),
      (
        HealthRecord(
          machine: byte(), fault: HealthFault(rawValue: byte() % HealthFault.count) ?? .crash,
          reaction: HealthReaction(rawValue: byte() % HealthReaction.count) ?? .log,
          count: UInt32(truncatingIfNeeded: random.next()), time: random.next(),
          detail: random.next()), 32
      ),
    ]
  }

  private func comesBack<Record: ControlRecord>(_ record: Record, size: Int) -> Bool {
    let bytes = ControlMessage.bytes { record.write(to: &$0) }
    guard bytes.count == size, let read = Record(bytes.span.raw),
      ControlMessage.bytes({ read.write(to: &$0) }) == bytes
    else { return false }
    // A later version may say more; an end that is missing makes it none.
    guard Record((bytes + [1, 2, 3]).span.raw) != nil else { return false }
    return (0..<size).allSatisfy { Record(Array(bytes.prefix($0)).span.raw) == nil }
      && ControlAnswer.size + size <= ControlDevice.longestMessage
  }

  @Test func everyRecordComesBack() {
    var random = SplitMix(state: 1)
    for _ in 0..<50 {
      for (record, size) in Self.records(&random) {
        let isSame = comesBack(record, size: size)
        #expect(isSame, "\(record)")
      }
    }
  }

  @Test func eachFieldHasItsPlace() throws {
    var record = MachineRecord(index: 1, name: ControlName(text: "linux"))
    record.state = .paused
    record.pool = 2
    record.virtualCPUs = 3
    record.rights = ManagementRights().adding(.observe).adding(.share)
    record.priority = 4
    record.isCreated = true
    record.role = .standby
    record.isReady = true
    record.starts = 5
    record.resets = 6
    record.memory = 7
    record.time = 8
    record.exits = 9
    record.weight = 10
    record.budget = 11
    record.period = 12
    let bytes = ControlMessage.bytes { record.write(to: &$0) }
    #expect(bytes[0...7] == [1, 6, 2, 3, 0x81, 0, 4, 1 | 2 << 1 | 8])
    #expect([8, 12, 16, 24, 32, 40, 48, 56].map { bytes[$0] } == [5, 6, 7, 8, 9, 10, 11, 12])
    #expect(bytes[64...69] == [0x6C, 0x69, 0x6E, 0x75, 0x78, 0])
    let again = try #require(read(MachineRecord.self, bytes))
    #expect(again == record)
    var wrong = bytes
    wrong[1] = MachineState.count
    #expect(read(MachineRecord.self, wrong) == nil)
  }

  @Test func aChannelsFieldsHaveTheirPlaces() throws {
    var record = ChannelRecord(index: 1, name: ControlName(text: "data"))
    (record.first, record.second) = (2, ChannelRecord.hidden)
    record.isSecondRunning = true
    (record.size, record.firstRings, record.secondRings) = (3, 4, 5)
    record.append(ChannelPart(size: 6, writers: 1))
    record.append(ChannelPart(size: 7, writers: 3))
    let bytes = ControlMessage.bytes { record.write(to: &$0) }
    #expect(bytes[0...4] == [1, 2, 255, 2, 2])
    #expect([8, 16, 24, 64, 72, 80, 88, 96].map { bytes[$0] } == [3, 4, 5, 6, 1, 7, 3, 0])
    #expect(bytes[32...36] == [0x64, 0x61, 0x74, 0x61, 0])
    #expect(try #require(read(ChannelRecord.self, bytes)) == record)
    var wrong = bytes
    wrong[4] = 5
    #expect(read(ChannelRecord.self, wrong) == nil)
  }

  @Test func aPieceOfAConsoleHasItsPlaces() throws {
    var record = ConsoleRecord(machine: 1, position: 2, end: 3, origin: 4)
    for byte: UInt8 in [0x68, 0x69] { record.append(byte) }
    let bytes = ControlMessage.bytes { record.write(to: &$0) }
    #expect(bytes[0...1] == [1, 2] && bytes[32...34] == [0x68, 0x69, 0])
    #expect([8, 16, 24].map { bytes[$0] } == [2, 3, 4])
    let again = try #require(read(ConsoleRecord.self, bytes))
    #expect(again.next == 4 && again.count == 2)
    var wrong = bytes
    wrong[1] = 193
    #expect(read(ConsoleRecord.self, wrong) == nil)
  }

  /// What a terminal would take for something else is no name.
  @Test func namesArePrintable() {
    let record = MachineRecord(index: 0, name: ControlName(text: "a"))
    let bytes = ControlMessage.bytes { record.write(to: &$0) }
    for bad: [UInt8] in [
      [0], [0x1B], [0x20], [0x61, 0x0A], [0x61, 0x7F], [0x61, 0, 0x61],
      [UInt8](repeating: 0x61, count: 32),
    ] {
      var other = Array(bytes.prefix(64)) + bad
      other += [UInt8](repeating: 0, count: 96 - other.count)
      #expect(read(MachineRecord.self, other) == nil, "\(bad)")
    }
    let longest = [UInt8](repeating: 0x61, count: 31)
    #expect(read(MachineRecord.self, bytes.prefix(64) + longest + [0]) != nil)
  }

  @Test func answersComeBack() throws {
    let request = ControlRequest(operation: 0x101, tag: 77)
    for raw in 0..<ManagementStatus.count {
      let status = try #require(ManagementStatus(rawValue: raw))
      for isLast in [true, false] {
        let answer = ControlAnswer(to: request, status, isLast: isLast, time: 1 << 40)
        let bytes = ControlMessage.bytes { answer.write(to: &$0) }
        #expect(bytes.count == ControlAnswer.size)
        #expect(readAnswer(bytes) == answer)
        let record = ControlAnswer.record(of: bytes.span.raw) == nil
        #expect(record)
      }
    }
    var bytes = ControlMessage.bytes {
      ControlAnswer(to: request, .done, isLast: true, time: 0).write(to: &$0)
    }
    #expect(readAnswer(bytes.prefix(15)) == nil)
    bytes[3] = 2
    #expect(readAnswer(bytes) == nil)
    bytes[2...3] = [ManagementStatus.count, 0]
    #expect(readAnswer(bytes) == nil)
  }

  @Test func wordsAreAllDifferent() {
    func check(_ words: [String], _ count: UInt8) {
      #expect(Set(words).count == Int(count) && !words.contains(""))
    }
    func all<Value>(_ count: UInt8, _ value: (UInt8) -> Value?) -> [Value] {
      (0..<count).compactMap(value)
    }
    check(all(MachineState.count) { MachineState(rawValue: $0)?.word.text }, MachineState.count)
    check(
      all(VirtualCPUState.count) { VirtualCPUState(rawValue: $0)?.word.text }, VirtualCPUState.count
    )
    check(all(SchedulerKind.count) { SchedulerKind(rawValue: $0)?.word.text }, SchedulerKind.count)
    check(all(HealthFault.count) { HealthFault(rawValue: $0)?.word.text }, HealthFault.count)
    check(
      all(HealthReaction.count) { HealthReaction(rawValue: $0)?.word.text }, HealthReaction.count)
    check(
      all(ManagementRight.count) { ManagementRight(rawValue: $0)?.word.text }, ManagementRight.count
    )
  }

  @Test func schedulersHaveTheNumbersOfPools() {
    for raw in 0..<SchedulerKind.count {
      let scheduler = SchedulerKind(rawValue: raw).map { "\($0)" }
      #expect(PoolConfiguration.Scheduler(rawValue: UInt32(raw)).map { "\($0)" } == scheduler)
    }
    #expect(PoolConfiguration.Scheduler(rawValue: UInt32(SchedulerKind.count)) == nil)
    #expect(LoadRecord.causeCount == 19)
    #expect(ExitCause(rawValue: UInt8(LoadRecord.causeCount)) == nil)
    #expect(ExitCause(rawValue: UInt8(LoadRecord.causeCount - 1)) != nil)
  }
}
