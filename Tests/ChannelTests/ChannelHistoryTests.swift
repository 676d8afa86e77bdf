import Channels
import TestSupport
import Testing

@Suite struct ChannelHistoryTests {
  /// Any order of sending, receiving, sleeping and starting anew, against the model, in every pair of languages.
  @Test(arguments: pairs) func anyHistoryGoesAsTheModel(_ first: Language, _ second: Language) {
    for seed in 0..<60 {
      var random = SplitMix(state: UInt64(seed))
      let memory = SharedBytes(size: 2 * (256 + 8 * Int.random(in: 1...40, using: &random) + 64))
      guard let layout = ChannelLayout(size: memory.size) else {
        Issue.record("a size that cannot be")
        continue
      }
      let ends = [first.end(memory, layout, .first), second.end(memory, layout, .second)]
      let fresh = [layout.first, layout.second].map { ChannelModel(capacity: Int($0.capacity)) }
      var models = fresh
      #expect(ends[0].meet(ends[1]))
      _ = ends.map { $0.takeBell() }
      for _ in 0..<400 {
        // `own` is what this end sends; `other` what it receives.
        let own = Int.random(in: 0...1, using: &random)
        let other = 1 - own
        let end = ends[own]
        let length = Int.random(in: 0...Int(layout.first.capacity), using: &random)
        switch Int.random(in: 0..<40, using: &random) {
        case 0..<16:
          let message = random.bytes(Bool.random(using: &random) ? length : length / 4)
          let (result, bell) = models[own].send(message)
          #expect(end.send(message) == result)
          #expect(end.takeBell() == bell)
        case 16..<30:
          let room = Bool.random(using: &random) ? length : Int(layout.first.capacity)
          let (result, message, bell) = models[other].receive(room: room)
          let got = end.receive(room: room)
          #expect(got == (result, message))
          #expect(end.takeBell() == bell)
        case 30:
          let bell = models[other].drop()
          end.skip()
          #expect(end.takeBell() == bell)
        case 31..<35: #expect(end.waitForMessage() == models[other].waitForMessage())
        case 35..<39:
          #expect(end.waitForRoom(for: length) == models[own].waitForRoom(for: length))
        default:
          end.restart()
          #expect(end.meet(ends[other]))
          _ = ends.map { $0.takeBell() }
          models = fresh
        }
      }
      #expect(memory.isContained)
    }
  }

  @Test(arguments: pairs) func whoComesFirstWaits(_ first: Language, _ second: Language) throws {
    let memory = SharedBytes(size: 1024)
    let layout = try #require(ChannelLayout(size: 1024))
    let early = first.end(memory, layout, .first)
    #expect(early.takeBell())
    #expect(early.send([1]) == .down)
    #expect(early.receive(room: 8) == (.down, []))
    #expect(early.waitForMessage())
    #expect(!early.takeBell())
    let late = second.end(memory, layout, .second)
    #expect(late.takeBell())
    #expect(!late.isUp())
    #expect(late.takeBell(), "it tells that it goes with the other")
    #expect(!early.isUp())
    #expect(early.takeBell())
    #expect(late.isUp() && early.isUp())
  }

  /// However memory is wiped and ends start anew, the other notices each time, and old messages do not come again.
  @Test(arguments: pairs) func eachNewLifeIsNoticed(_ first: Language, _ second: Language) throws {
    let memory = SharedBytes(size: 2048)
    let layout = try #require(ChannelLayout(size: 2048))
    let stays = first.end(memory, layout, .first)
    for life in 0..<20 {
      let comes = second.end(memory, layout, .second)
      if life > 0 {
        #expect(stays.send([0]) == .down, "the first that it hears of it")
      }
      #expect(stays.meet(comes))
      #expect(stays.receive(room: 9) == (.empty, []))
      #expect(comes.send([UInt8(life)]) == .sent)
      if life % 2 == 0 { #expect(stays.receive(room: 9) == (.message(1), [UInt8(life)])) }
      if life % 3 == 0 { memory.clear(layout.second) }
    }
  }

  /// The peer goes back to the start, and says that it goes with this end, between this one's look at the index and at the link.
  @Test func anIndexOfTheLifeBeforeIsNotTaken() throws {
    let memory = HostileMemory(size: 1024)
    let layout = try #require(ChannelLayout(size: 1024))
    guard var stays = ChannelEnd(memory, layout, .first) else {
      Issue.record("a layout larger than its memory")
      return
    }
    guard var comes = ChannelEnd(memory, layout, .second) else {
      Issue.record("a layout larger than its memory")
      return
    }
    for _ in 0..<3 {
      _ = stays.isUp()
      _ = comes.isUp()
    }
    let isSent = stays.send([1, 2, 3].span) == .sent
    #expect(isSent)
    comes.restart()
    var buffer: [UInt8] = [0, 0, 0, 0]
    var span = buffer.mutableSpan
    let first = comes.receive(into: &span)
    #expect(first == .down, "it has just seen the other")
    // What the other end would store when it sees the new life.
    var loads = 0
    memory.peer = { memory in
      loads += 1
      guard loads == 2 else { return }
      memory[64] = 0
      memory[12] = memory[520]
    }
    let second = comes.receive(into: &span)
    #expect(second == .down)
    let third = comes.receive(into: &span)
    #expect(third == .empty && loads > 2)
  }

  @Test(arguments: Language.allCases) func anotherVersionIsRefused(_ language: Language) throws {
    let memory = SharedBytes(size: 1024)
    let layout = try #require(ChannelLayout(size: 1024))
    let end = language.end(memory, layout, .first)
    memory.region.storeReleasing(512, 0x0243_524D)
    memory.region.storeReleasing(516, layout.second.capacity)
    memory.region.storeReleasing(520, 77)
    #expect(end.send([1]) == .down)
    #expect(end.send([1]) == .refused)
    #expect(memory.region.loadAcquiring(16) == 77, "it says whom it refuses")
    // With the right version and capacity, and another generation, it goes on.
    memory.region.storeReleasing(512, 0x0143_524D)
    memory.region.storeReleasing(516, layout.second.capacity + 8)
    memory.region.storeReleasing(520, 78)
    #expect(end.send([1]) == .down)
    #expect(end.send([1]) == .refused)
    memory.region.storeReleasing(516, layout.second.capacity)
    memory.region.storeReleasing(520, 79)
    #expect(end.send([1]) == .down)
    #expect(end.send([1]) == .down)
    #expect(memory.region.loadAcquiring(12) == 79)
    memory.region.storeReleasing(524, memory.region.loadAcquiring(8))
    #expect(end.send([1]) == .down, "the index may have been of the life before")
    #expect(end.send([1]) == .sent)
    // The peer says that it refuses this life.
    memory.region.storeReleasing(528, memory.region.loadAcquiring(8))
    #expect(end.send([1]) == .refused)
    end.restart()
    #expect(end.send([1]) == .down)
  }

  @Test func layoutsThatCannotBe() throws {
    #expect(ChannelHalf(offset: 8, size: 512) == nil)
    #expect(ChannelHalf(offset: 0, size: 255) == nil)
    #expect(ChannelHalf(offset: -64, size: 512) == nil)
    #expect(ChannelHalf(offset: 0, size: 256 + (1 << 30) + 8) == nil)
    #expect(ChannelHalf(offset: 0, size: 256 + (1 << 30))?.capacity == 1 << 30)
    #expect(ChannelHalf(offset: 0, size: 263)?.longestMessage == -8)
    #expect(ChannelLayout(size: 511) == nil)
    let half = try #require(ChannelHalf(offset: 0, size: 512))
    let next = try #require(ChannelHalf(offset: 448, size: 512))
    #expect(ChannelLayout(first: half, second: next) == nil)
    #expect(ChannelLayout(first: next, second: half) == nil)
    let layout = try #require(ChannelLayout(size: 4096))
    let isTooLarge = ChannelEnd(SharedBytes(size: 2048).region, layout, .first) == nil
    #expect(isTooLarge)
  }

  /// An end without room for records only receives.
  @Test(arguments: pairs) func oneDirectionIsEnough(_ first: Language, _ second: Language) throws {
    let memory = SharedBytes(size: 1024)
    let own = try #require(ChannelHalf(offset: 0, size: 256))
    let peer = try #require(ChannelHalf(offset: 256, size: 768))
    let layout = try #require(
      ChannelLayout(first: own, second: peer))
    let receiver = first.end(memory, layout, .first)
    let sender = second.end(memory, layout, .second)
    #expect(receiver.meet(sender))
    #expect(receiver.send([]) == .tooLong)
    #expect(!receiver.waitForRoom(for: 0))
    #expect(sender.receive(room: 8) == (.empty, []))
    for round in 0..<100 {
      let message = [UInt8](repeating: UInt8(round), count: round * 5 % 505)
      #expect(sender.send(message) == .sent)
      #expect(receiver.receive(room: 504) == (.message(message.count), message))
    }
    #expect(sender.send([UInt8](repeating: 1, count: 505)) == .tooLong)
  }
}
