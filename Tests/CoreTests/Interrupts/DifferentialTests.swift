import Core
import Testing

/// Random guests and devices on the virtual GICv3 and on `ModelController`: what the guest acknowledges
/// and what every register says must agree at every step.
@Suite struct DifferentialTests {
  /// A small generator with a seed, so that a failure can be repeated.
  struct Generator: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var value = state
      value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
      value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
      return value ^ (value >> 31)
    }
  }

  final class Run {
    let machine: FakeMachine
    let model: ModelController
    var random: Generator
    /// Few, so that they meet; they lie in three register words.
    let shared = [32, 33, 34, 35, 36, 63, 64, 287]
    let owned = [34, 35, 64]
    let privates = [0, 1, 2, 15, 27, 30]
    /// Whether the guest writes `ISACTIVER` and `ICACTIVER`, and priorities of active interrupts. The
    /// ends of interrupts outside the list registers can then not be told apart, so only with enough
    /// list registers for all.
    let editsActive: Bool
    /// Whether vCPUs leave their cores and come back on others.
    let isParking: Bool
    var trace: [String] = []

    init(seed: UInt64, cores: Int, registerCount: Int, isParking: Bool = false) {
      self.isParking = isParking
      machine = FakeMachine(
        vcpus: cores, registerCount: registerCount, adopting: owned.map(UInt32.init))
      model = ModelController(cores: cores)
      random = Generator(state: seed)
      editsActive = registerCount >= 14
    }

    var cores: Int { machine.vcpus.count }

    func pick<T>(_ values: [T]) -> T { values[Int.random(in: 0..<values.count, using: &random)] }
    func chance(_ one: Int) -> Bool { Int.random(in: 0..<one, using: &random) == 0 }

    func write(_ word: Int, core: Int, _ offset: UInt32, _ value: UInt32, size: UInt8 = 4) {
      if word == 0 {
        machine.privateWrite(0x10000 + offset, UInt64(value), size: size, of: core)
      } else {
        machine.write(offset, UInt64(value), size: size, from: core)
      }
    }

    func read(_ word: Int, core: Int, _ group: UInt32) -> UInt32 {
      let offset = group + UInt32(word) * 4
      let value =
        word == 0
        ? machine.privateRead(0x10000 + group, of: core) : machine.read(offset, from: core)
      return UInt32(truncatingIfNeeded: value)
    }

    /// A register word and some of the interrupts in it that this run uses.
    func pickBits() -> (word: Int, core: Int, bits: UInt32) {
      let word = pick([0, 0, 1, 1, 2, 8])
      let used = word == 0 ? privates : shared.filter { $0 / 32 == word }
      var bits: UInt32 = 0
      for intid in used where chance(2) { bits |= 1 << UInt32(intid & 31) }
      return (word, Int.random(in: 0..<cores, using: &random), bits)
    }

    func apply(_ word: Int, core: Int, _ bits: UInt32, _ body: (ModelController.Interrupt) -> Void)
    {
      for (index, interrupt) in model.word(word, core: core).enumerated()
      where bits >> UInt32(index) & 1 != 0 {
        body(interrupt)
      }
    }

    func step() {
      if isParking, chance(10) { return movePlaces() }
      switch Int.random(in: 0..<20, using: &random) {
      case 0...2:
        let (word, core, bits) = pickBits()
        trace.append("enable word \(word) core \(core) \(bits)")
        write(word, core: core, 0x100 + UInt32(word) * 4, bits)
        apply(word, core: core, bits) { $0.isEnabled = true }
      case 3:
        let (word, core, bits) = pickBits()
        trace.append("disable word \(word) core \(core) \(bits)")
        write(word, core: core, 0x180 + UInt32(word) * 4, bits)
        apply(word, core: core, bits) { $0.isEnabled = false }
      case 4:
        let (word, core, bits) = pickBits()
        trace.append("pend word \(word) core \(core) \(bits)")
        write(word, core: core, 0x200 + UInt32(word) * 4, bits)
        apply(word, core: core, bits) { $0.latch = true }
      case 5:
        let (word, core, bits) = pickBits()
        trace.append("unpend word \(word) core \(core) \(bits)")
        write(word, core: core, 0x280 + UInt32(word) * 4, bits)
        apply(word, core: core, bits) { $0.latch = false }
      case 6: if editsActive { editActive() }
      case 7, 8: changePriority()
      case 9: changeTrigger()
      case 10: changeRoute()
      case 11: changeGroups()
      case 12, 13: changeLine()
      case 14: sendSoftwareInterrupt()
      case 15...17: acknowledge(Int.random(in: 0..<cores, using: &random))
      case 18: end(Int.random(in: 0..<cores, using: &random))
      default:
        let core = Int.random(in: 0..<cores, using: &random)
        trace.append("fold back core \(core)")
        machine.on(core) { machine.vcpus[core].interrupts.foldBack(&machine.distributor) }
        machine.settle()
      }
    }

    /// Some vCPUs leave their cores, others read and write the state of theirs, and they come back elsewhere.
    private func movePlaces() {
      let moving = (0..<cores).filter { _ in !chance(3) }
      trace.append("park \(moving)")
      for core in moving { machine.park(core) }
      for _ in 0..<Int.random(in: 0..<4, using: &random) { accessWhileParked() }
      if moving.count > 1 {
        let (one, other) = (pick(moving), pick(moving))
        if one != other {
          trace.append("exchange \(one) and \(other)")
          machine.exchange(one, other)
        }
      }
      for core in moving.shuffled(using: &random) { machine.unpark(core) }
    }

    private func accessWhileParked() {
      let (word, core, bits) = pickBits()
      switch Int.random(in: 0..<4, using: &random) {
      case 0:
        trace.append("enable word \(word) core \(core) \(bits)")
        write(word, core: core, 0x100 + UInt32(word) * 4, bits)
        apply(word, core: core, bits) { $0.isEnabled = true }
      case 1:
        trace.append("pend word \(word) core \(core) \(bits)")
        write(word, core: core, 0x200 + UInt32(word) * 4, bits)
        apply(word, core: core, bits) { $0.latch = true }
      case 2: sendSoftwareInterrupt()
      default:
        trace.append("unpend word \(word) core \(core) \(bits)")
        write(word, core: core, 0x280 + UInt32(word) * 4, bits)
        apply(word, core: core, bits) { $0.latch = false }
      }
    }

    private func editActive() {
      let (word, core, bits) = pickBits()
      let sets = chance(2)
      trace.append("\(sets ? "activate" : "deactivate") word \(word) core \(core) \(bits)")
      write(word, core: core, (sets ? 0x300 : 0x380) + UInt32(word) * 4, bits)
      apply(word, core: core, bits) {
        if sets && !$0.isActive { $0.activeCore = $0.target ?? 0 }
        $0.isActive = sets
      }
    }

    private func changePriority() {
      let core = Int.random(in: 0..<cores, using: &random)
      let intid = pick(shared + privates)
      let interrupt = model.interrupt(intid, core: core)
      if interrupt.isActive && !editsActive { return }
      let priority = pick([0x20, 0x40, 0x40, 0x80, 0xA0, 0xA0, 0xF8])
      trace.append("priority \(intid) core \(core) \(priority)")
      let offset = 0x400 + UInt32(intid)
      write(intid / 32, core: core, offset, UInt32(priority), size: 1)
      interrupt.priority = priority
    }

    private func changeTrigger() {
      let intid = pick([32, 33, 36, 63, 287])
      let isEdge = chance(2)
      trace.append("trigger \(intid) \(isEdge)")
      let offset = 0xC00 + UInt32(intid / 16) * 4
      let bit: UInt64 = 2 << UInt64(intid % 16 * 2)
      let word = machine.read(offset)
      machine.write(offset, isEdge ? word | bit : word & ~bit)
      model.interrupt(intid, core: 0).isEdge = isEdge
    }

    private func changeRoute() {
      let intid = pick(shared)
      let affinity = Int.random(in: 0...cores, using: &random)
      let isAny = chance(5)
      trace.append("route \(intid) to \(affinity) \(isAny)")
      machine.write(
        0x6000 + UInt32(intid) * 8, UInt64(affinity) | (isAny ? 1 << 31 : 0), size: 8,
        from: Int.random(in: 0..<cores, using: &random))
      model.interrupt(intid, core: 0).target = isAny ? 0 : affinity < cores ? affinity : nil
      // Before anything else makes the cores look: the new one must have been told.
      for core in 0..<cores { acknowledge(core) }
    }

    private func changeGroups() {
      if chance(4) {
        let value = pick([3, 3, 3, 2, 1, 0])
        trace.append("control \(value)")
        machine.write(0, UInt64(value))
        model.group0 = value & 1 != 0
        model.group1 = value & 2 != 0
      } else {
        let (word, core, bits) = pickBits()
        trace.append("groups word \(word) core \(core) \(bits)")
        write(word, core: core, 0x80 + UInt32(word) * 4, bits)
        apply(word, core: core, .max) { $0.isGroup1 = bits >> UInt32($0.intid & 31) & 1 != 0 }
      }
    }

    private func changeLine() {
      let core = Int.random(in: 0..<cores, using: &random)
      let intid = pick([27, 30] + shared)
      let isHigh = chance(2)
      trace.append("line \(intid) core \(core) \(isHigh)")
      if intid < 32 {
        machine.setPrivateLine(UInt32(intid), isHigh, core: core)
      } else if owned.contains(intid) {
        machine.setPhysicalLine(UInt32(intid), isHigh)
      } else {
        machine.setLine(UInt32(intid), isHigh, seenBy: core)
      }
      model.setLine(intid, core: core, isHigh)
      // A physical line that falls is noticed at the next synchronisation only.
      if intid < 32 || owned.contains(intid) {
        for core in 0..<cores { machine.synchronize(core) }
      }
    }

    private func sendSoftwareInterrupt() {
      let core = Int.random(in: 0..<cores, using: &random)
      let intid = pick([0, 1, 2, 15])
      let isBroadcast = chance(3)
      let list = UInt64.random(in: 0..<16, using: &random)
      let group = pick([0, 1, 1, 1] as [UInt32])
      trace.append("SGI \(intid) from \(core) to \(isBroadcast ? "all" : "\(list)") group \(group)")
      machine.send(
        list | UInt64(intid) << 24 | (isBroadcast ? 1 << 40 : 0), group: group, from: core)
      for target in 0..<cores
      where isBroadcast ? target != core : list >> UInt64(target) & 1 != 0 {
        let interrupt = model.interrupt(intid, core: target)
        if interrupt.isGroup1 == (group == 1) { interrupt.latch = true }
      }
    }

    private func acknowledge(_ core: Int) {
      let expected = model.signalled(to: core)
      guard let intid = machine.acknowledge(core) else {
        trace.append("core \(core) has nothing")
        if let expected { fail("priority \(expected) should be signalled to core \(core)") }
        return
      }
      trace.append("core \(core) takes \(intid)")
      if !model.acknowledge(Int(intid), core: core) {
        fail("core \(core) took \(intid), expected priority \(expected ?? -1)")
      }
    }

    private func end(_ core: Int) {
      guard let intid = machine.vcpus[core].running.last else { return }
      trace.append("core \(core) ends \(intid)")
      machine.end(core)
      model.end(Int(intid), core: core)
    }

    private(set) var hasFailed = false
    func fail(_ message: String) {
      hasFailed = true
      Issue.record("\(message) after:\n\(trace.suffix(40).joined(separator: "\n"))")
    }

    func compare() {
      for core in 0..<cores {
        for word in core == 0 ? [0, 1, 2, 8] : [0] {
          let interrupts = model.word(word, core: core)
          func bits(_ test: (ModelController.Interrupt) -> Bool) -> UInt32 {
            interrupts.reduce(0) { test($1) ? $0 | 1 << UInt32($1.intid & 31) : $0 }
          }
          let from = word == 0 ? core : Int.random(in: 0..<cores, using: &random)
          let pairs: [(String, UInt32, UInt32)] = [
            ("enabled", read(word, core: from, 0x100), bits(\.isEnabled)),
            ("pending", read(word, core: from, 0x200), bits(\.isPending)),
            ("active", read(word, core: from, 0x300), bits(\.isActive)),
            ("group", read(word, core: from, 0x80), bits(\.isGroup1)),
          ]
          for (name, actual, expected) in pairs where actual != expected {
            fail("\(name) word \(word) core \(core) is \(actual), should be \(expected)")
          }
        }
      }
    }
  }

  @Test(arguments: 0..<24)
  func agreesWithTheModel(seed: Int) {
    let registerCount = [1, 2, 4, 16][seed % 4]
    let run = Run(seed: UInt64(seed), cores: 1 + seed / 4 % 3, registerCount: registerCount)
    for step in 0..<400 {
      run.step()
      if step % 8 == 0 { run.compare() }
      if run.hasFailed { return }
    }
    run.compare()
  }

  /// The same with vCPUs that share cores: it must make no difference to the guest.
  @Test(arguments: 0..<24)
  func agreesWhileTheyMove(seed: Int) {
    let registerCount = [1, 2, 4, 16][seed % 4]
    let run = Run(
      seed: UInt64(seed) &+ 1000, cores: 1 + seed / 4 % 3, registerCount: registerCount,
      isParking: true)
    for step in 0..<400 {
      run.step()
      if step % 8 == 0 { run.compare() }
      if run.hasFailed { return }
    }
    run.compare()
  }
}
