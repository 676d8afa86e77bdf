import Channels
import Synchronization
import TestSupport
import Testing

@Suite struct HostilePeerTests {
  /// Words that get far, among any: indices near limits, small lengths, what the other end just said.
  private static func word(_ random: inout SplitMix, _ memory: HostileMemory) -> UInt32 {
    switch random.next() % 8 {
    case 0: UInt32(truncatingIfNeeded: random.next())
    case 1: memory[8]
    case 2: .max &- UInt32(random.next() % 16)
    default: UInt32(random.next() % 200) * 8
    }
  }

  /// The peer writes anything into its half between any two steps of an operation. Every operation ends after a bounded number
  /// of accesses, writes into its own half only, and what it gives out is within limits.
  @Test(arguments: 0..<40) func whateverThePeerWrites(_ seed: Int) throws {
    var random = SplitMix(state: UInt64(seed))
    let memory = HostileMemory(size: 2 * 512)
    let layout = try #require(ChannelLayout(size: memory.size))
    guard var end = ChannelEnd(memory, layout, .first) else {
      Issue.record("a layout larger than its memory")
      return
    }
    let header = [0, 4, 8, 12, 16, 64, 68, 128, 132].map { $0 + 512 }
    var accepted = 0
    var writer = SplitMix(state: UInt64(seed) + 1000)
    var life: UInt32 = 1
    memory.peer = { memory in
      for _ in 0..<(writer.next() % 3) {
        let place =
          writer.next() & 1 == 0
          ? header[Int(writer.next() % 9)] : 512 + Int(writer.next() % 128) * 4
        memory[place] = Self.word(&writer, memory)
      }
      // Mostly as a peer that is right, so that much of it comes behind the first checks.
      if memory[16] == life { life += 1 }
      guard writer.next() % 64 != 0 else { return }
      memory[512] = 0x0143_524D
      memory[516] = layout.second.capacity
      memory[520] = life
      memory[524] = memory[8]
      memory[528] = 0
    }
    for _ in 0..<5000 {
      memory.forget()
      let length = Int(random.next() % 300)
      switch random.next() % 6 {
      case 0, 1: if end.send(random.bytes(length).span) == .sent { accepted += 1 }
      case 2, 3:
        var buffer = [UInt8](repeating: 0, count: length)
        var span = buffer.mutableSpan
        switch end.receive(into: &span) {
        case .message(let count):
          #expect(count <= length)
          accepted += 1
        case .tooLong(let count): #expect(count > length && count <= 256)
        case .empty, .down, .refused: break
        }
      case 4: _ = end.waitForMessage()
      default: _ = end.waitForRoom(for: length)
      }
      _ = end.takeBell()
      #expect(memory.accesses < 80)
      #expect(memory.stored.allSatisfy { $0 < 512 })
      if random.next() % 500 == 0 { end.restart() }
    }
    #expect(accepted > 20, "the peer was so wrong that nothing was tried")
  }

  /// The same with real memory and a peer that runs at the same time.
  @Test(arguments: Language.allCases) func whileThePeerScribbles(_ language: Language) async {
    let memory = SharedBytes(size: 4096)
    guard let layout = ChannelLayout(size: memory.size) else { return }
    let isDone = Atomic(false)
    await inThreads(2) { index in
      var random = SplitMix(state: UInt64(index))
      if index == 1 {
        let region = memory.region
        while !isDone.load(ordering: .relaxed) {
          let place = random.next() & 1 == 0 ? Int(random.next() % 40) : Int(random.next() % 512)
          let word = UInt32(truncatingIfNeeded: random.next()) >> UInt32(random.next() % 32)
          region.storeReleasing(2048 + place * 4, word)
          region.storeReleasing(2048, 0x0143_524D)
          region.storeReleasing(2052, layout.second.capacity)
          if random.next() % 16 != 0 { region.storeReleasing(2060, region.loadAcquiring(8)) }
          region.storeReleasing(2056, UInt32(random.next() % 64 / 63 + 1))
          region.storeReleasing(2064, 0)
        }
        return
      }
      let end = language.end(memory, layout, .first)
      for _ in 0..<30_000 {
        let length = Int(random.next() % 600)
        switch random.next() % 5 {
        case 0: _ = end.send([UInt8](repeating: 7, count: length))
        case 1, 2: _ = end.receive(room: length)
        case 3: _ = end.waitForMessage()
        default: _ = end.waitForRoom(for: length)
        }
        if random.next() % 1000 == 0 { end.restart() }
      }
      isDone.store(true, ordering: .relaxed)
    }
    #expect(memory.isContained)
  }

  /// Each thing that a peer may say wrongly, alone.
  @Test(arguments: Language.allCases) func eachLieIsSeen(_ language: Language) throws {
    // (word of the peer's half, what it says, whether sending or receiving sees it)
    let lies: [(Int, UInt32, Bool)] = [
      (64, 4, false), (64, 512, false), (64, .max, false), (64, 264, false),
      (128, 4, true), (128, 512, true), (128, .max, true), (128, 8, true),
    ]
    for (word, value, bySending) in lies {
      let memory = SharedBytes(size: 1024)
      let layout = try #require(ChannelLayout(size: 1024))
      #expect(layout.second.capacity == 256)
      let end = language.end(memory, layout, .first)
      let peer = Language.swift.end(memory, layout, .second)
      #expect(end.meet(peer))
      memory.region.storeReleasing(512 + word, value)
      if bySending {
        #expect(end.send([1]) == .refused, "\(word) \(value)")
      } else {
        #expect(end.receive(room: 8) == (.refused, []), "\(word) \(value)")
      }
      #expect(end.takeBell())
      #expect(peer.send([]) == .refused, "the peer is told")
      peer.restart()
      #expect(end.meet(peer))
      #expect(end.send([1]) == .sent)
    }
  }

  /// A record's length that does not fit what was sent, for each that is near a limit.
  @Test(arguments: Language.allCases) func lengthsAreChecked(_ language: Language) throws {
    for length: UInt32 in [
      17, 24, 25, 248, 249, 256, .max, .max - 7, .max - 14, .max - 15, 1 << 31,
    ] {
      let memory = SharedBytes(size: 1024)
      let layout = try #require(ChannelLayout(size: 1024))
      let end = language.end(memory, layout, .first)
      let peer = Language.swift.end(memory, layout, .second)
      #expect(end.meet(peer))
      #expect(peer.send([UInt8](repeating: 1, count: 16)) == .sent)
      memory.region.storeReleasing(512 + 256, length)
      #expect(end.receive(room: 1024) == (.refused, []), "\(length)")
    }
  }
}
