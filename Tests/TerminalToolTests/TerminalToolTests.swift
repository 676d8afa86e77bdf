import ChannelDevice
import Channels
import TerminalTool
import TestSupport
import Testing

@Suite struct TerminalToolTests {
  /// Bytes that differ from one test to the next, and from one place to another.
  private static func text(_ count: Int, _ seed: Int = 0) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: ($0 &* 31 &+ $0 / 251 &+ seed) ^ $0 >> 8) }
  }

  /// Both directions at once, through terminals that take a few bytes at a time and a ring that is soon full.
  @Test(arguments: [1, 7, 100, 100_000], [0, 1]) func allBytesArrive(portion: Int, position: Int) {
    let channel = FakeChannel("a", position: UInt32(position))
    channel.terminal?.portion = portion
    let peer = Peer(channel)
    let there = Self.text(20_000, 3)
    let back = Self.text(20_000, 5)
    channel.terminal?.typed = there
    peer.outgoing = back
    let machine = FakeMachine([channel])
    let result = machine.run("") { _ in
      peer.step()
      return peer.received.count < there.count
        || channel.terminal?.shown.count != back.count
    }
    #expect(result == (0, "/dev/martlet/a\n", ""))
    #expect(peer.received == there)
    #expect(channel.terminal?.shown == back)
    #expect(channel.link == "a" && channel.mask == 1 && channel.rings > 0)
  }

  /// Two parts of one size are the halves; what both may write beside them is not touched.
  @Test func partsWithWritersAreHalves() {
    let channel = FakeChannel(
      "parts", parts: [.init(pages: 1), .init(pages: 2, writers: 2), .init(pages: 2, writers: 1)])
    let peer = Peer(channel)
    peer.outgoing = Self.text(9000)
    channel.terminal?.typed = Self.text(9000, 1)
    _ = FakeMachine([channel]).run("") { _ in
      peer.step()
      return peer.received.count < 9000 || channel.terminal?.shown.count != 9000
    }
    #expect(peer.received == Self.text(9000, 1))
    #expect(channel.terminal?.shown == Self.text(9000))
    #expect((0..<1024).allSatisfy { channel.memory[$0] == 0 })
  }

  /// Nobody reads the terminal: what cannot go stays where it is, in the ring and then with who sends; nothing is lost.
  @Test func aSlowReaderHoldsTheSenderBack() {
    let channel = FakeChannel("a")
    channel.terminal?.room = 100
    let peer = Peer(channel)
    let text = Self.text(50_000)
    peer.outgoing = text
    let machine = FakeMachine([channel])
    var rest: [Int] = []
    _ = machine.run("") { machine in
      peer.step()
      rest.append(peer.outgoing.count)
      if machine.waits.count == 200 { channel.terminal?.room = .max }
      return channel.terminal?.shown.count != text.count
    }
    // The ring of 1792 bytes, the buffer of 4096 and what the terminal took.
    #expect(rest[199] > text.count - 100 - 4096 - 1792 - 300)
    #expect(rest[50] == rest[199])
    #expect(machine.waits[150].interest.writable == 1 && machine.waits[150].milliseconds == 100)
    #expect(channel.terminal?.shown == text)
  }

  /// The other end takes nothing: nothing more is taken from who writes to the terminal than the ring and the buffer hold.
  @Test func aFullRingHoldsTheWriterBack() {
    let channel = FakeChannel("a")
    let peer = Peer(channel)
    let text = Self.text(30_000)
    let machine = FakeMachine([channel])
    _ = machine.run("") { machine in
      if machine.waits.count < 10 { peer.step() }
      if machine.waits.count == 10 { channel.terminal?.typed = text }
      if machine.waits.count == 100 {
        #expect((channel.terminal?.typed.count ?? 0) > text.count - 4096 - 1792)
        #expect(machine.waits[99].interest.readable == 0)
      }
      if machine.waits.count > 100 { peer.step() }
      return peer.received.count < text.count
    }
    #expect(peer.received == text)
  }

  /// Before it waits it has asked for a ring when there is a message, and when there is room again.
  @Test func itIsRungForWhatItWaitsFor() {
    let channel = FakeChannel("a")
    let peer = Peer(channel)
    _ = FakeMachine([channel]).run("") { machine in
      let before = peer.bells
      switch machine.waits.count {
      case 1..<20: peer.step()
      case 20:
        #expect(machine.waits[19].interest.readable == 1)
        peer.outgoing = Self.text(10)
        peer.step()
        #expect(peer.bells == before + 1)
      case 30: channel.terminal?.typed = Self.text(10_000)
      case 40:
        peer.step()
        #expect(peer.bells == before + 1)
      case 41...: peer.step()
      default: break
      }
      return peer.received.count < 10_000
    }
    #expect(channel.terminal?.shown == Self.text(10))
  }

  /// While nobody is at the other end nothing is taken from the terminal; and it sleeps.
  @Test func withoutAPeerItWaits() {
    let channel = FakeChannel("a")
    channel.terminal?.typed = Self.text(10)
    let machine = FakeMachine([channel])
    let result = machine.run("") { $0.waits.count < 20 }
    #expect(result.code == 0)
    #expect(channel.terminal?.typed.count == 10)
    #expect(machine.waits.allSatisfy { $0.milliseconds == 1000 && $0.interest.open == 1 })
    #expect(machine.waits.allSatisfy { $0.interest.readable == 0 })
  }

  /// Each life of the peer begins with empty rings, and then all of it arrives.
  @Test func aPeerThatStartsAnewIsFollowed() {
    let channel = FakeChannel("a")
    let peer = Peer(channel)
    var lives = 0
    let machine = FakeMachine([channel])
    _ = machine.run("") { machine in
      peer.step()
      if machine.waits.count % 20 == 0 {
        lives += 1
        let sent = Self.text(5000, lives)
        if lives > 1 {
          #expect(peer.received.suffix(5000) == Self.text(5000, lives - 1)[...])
          #expect(channel.terminal?.shown.suffix(5000) == Self.text(5000, lives - 1)[...])
        }
        peer.restart()
        peer.outgoing = sent
        channel.terminal?.typed = sent
      }
      return lives < 10
    }
    #expect(peer.received.count == 9 * 5000)
  }

  /// The program is killed and started again.
  @Test func itStartsAnewItself() {
    let channel = FakeChannel("a")
    let peer = Peer(channel)
    for life in 0..<5 {
      let text = Self.text(4000, life)
      peer.outgoing = text
      channel.terminal?.typed = text
      let before = peer.received.count
      _ = FakeMachine([channel]).run("") { _ in
        peer.step()
        return peer.received.count < before + 4000
          || channel.terminal?.shown.count != 4000 * (life + 1)
      }
      #expect(peer.received.suffix(4000) == text[...])
      #expect(channel.terminal?.shown.suffix(4000) == text[...])
    }
  }

  @Test func thirtyTwoAtOnce() {
    let channels = (0..<32).map { FakeChannel("line-\($0)", position: UInt32($0 & 1)) }
    let peers = channels.map { Peer($0) }
    for (number, channel) in channels.enumerated() {
      channel.terminal?.portion = number + 1
      channel.terminal?.typed = Self.text(3000, number)
      peers[number].outgoing = Self.text(3000, 100 + number)
    }
    let result = FakeMachine(channels).run("") { _ in
      for peer in peers { peer.step() }
      return peers.contains { $0.received.count < 3000 }
        || channels.contains { $0.terminal?.shown.count != 3000 }
    }
    #expect(result.code == 0 && result.complaints.isEmpty)
    for number in channels.indices {
      #expect(peers[number].received == Self.text(3000, number))
      #expect(channels[number].terminal?.shown == Self.text(3000, 100 + number))
    }
  }

  /// Whatever one peer writes into the memory: the program goes on, sleeps, and serves the others.
  @Test(arguments: 0..<40) func aHostilePeerHarmsNobody(seed: UInt64) {
    var random = SplitMix(state: seed)
    let bad = FakeChannel("bad")
    let good = FakeChannel("good")
    let peer = Peer(good)
    peer.outgoing = Self.text(3000)
    bad.terminal?.typed = Self.text(100_000)
    let result = FakeMachine([bad, good]).run("") { machine in
      peer.step()
      for _ in 0..<(random.next() % 8) {
        // The words that mean something, as often as all the rest.
        let word =
          random.next() % 2 == 0
          ? Int(random.next() % 1024)
          : 512 + [0, 1, 2, 3, 4, 16, 17, 32, 33][Int(random.next() % 9)]
        let values: [UInt32] = [0, 1, 8, 1784, 3584, 0x0143_524D, 1792, .max, bad.memory[2]]
        bad.memory[word] =
          random.next() % 4 == 0
          ? UInt32(truncatingIfNeeded: random.next()) : values[Int(random.next() % 9)]
      }
      if machine.waits.count == 300 { peer.outgoing = Self.text(3000, 7) }
      return machine.waits.count < 600 || good.terminal?.shown.count != 6000
    }
    #expect(result.code == 0)
    #expect(good.terminal?.shown == Self.text(3000) + Self.text(3000, 7))
  }

  /// Who breaks the rules is complained of once; when it starts anew it is served.
  @Test func aRefusedPeerMayStartAnew() {
    let channel = FakeChannel("a")
    let peer = Peer(channel)
    let machine = FakeMachine([channel])
    let result = machine.run("") { machine in
      if machine.waits.count == 10 { channel.memory[512 + 16] = 5 }
      if machine.waits.count == 50 {
        peer.restart()
        peer.outgoing = Self.text(1000)
      }
      if machine.waits.count < 10 || machine.waits.count >= 50 { peer.step() }
      return channel.terminal?.shown.count != 1000
    }
    #expect(channel.terminal?.shown == Self.text(1000))
    #expect(
      result.complaints
        == "martlet-terminals: channel a: the other end breaks the rules of the ring;"
        + " waiting until it starts anew\n")
  }

  @Test func messagesThatAreTooLongAreLeftOut() {
    let channel = FakeChannel("a", parts: [.init(pages: 8)])
    let peer = Peer(channel)
    peer.longest = 5000
    peer.outgoing = Self.text(5000)
    let result = FakeMachine([channel]).run("") { machine in
      peer.step()
      if machine.waits.count == 20 {
        peer.longest = 4096
        peer.outgoing = Self.text(8192, 1)
      }
      return channel.terminal?.shown.count != 8192
    }
    #expect(channel.terminal?.shown == Self.text(8192, 1))
    #expect(
      result.complaints
        == "martlet-terminals: channel a: a message of more than 4096 bytes was left out\n")
  }

  @Test func channelsAreListed() {
    let machine = FakeMachine([
      FakeChannel("common"),
      FakeChannel("parts", parts: [.init(pages: 1, writers: 1), .init(pages: 1, writers: 2)]),
      FakeChannel("odd", parts: [.init(pages: 1, writers: 1), .init(pages: 2, writers: 2)]),
    ])
    machine.channels[1].isPeerRunning = false
    #expect(
      machine.run("--list") == (
        0,
        """
        CHANNEL                           PCI           SENDS     RECEIVES  PEER
        common                            0000:00:10.0  1792      1792      running
        parts                             0000:00:11.0  3840      3840      off
        odd                               0000:00:12.0  -         -         running

        """, ""
      ))
    #expect(machine.channels.allSatisfy { $0.link == nil && !$0.isTaken && $0.rings == 0 })
  }

  @Test func onlySomeAreOpened() {
    let machine = FakeMachine(["a", "b", "c"].map { FakeChannel($0) })
    #expect(machine.run("--only c --only a") == (0, "/dev/martlet/a\n/dev/martlet/c\n", ""))
    #expect(machine.channels.map(\.link) == ["a", nil, "c"])
    #expect(machine.waits.allSatisfy { $0.interest.open == 5 })
    #expect(
      machine.run("--only d") == (
        1, "",
        "martlet-terminals: no channel \"d\"; `martlet-terminals --list` lists what there is\n"
      ))
  }

  @Test func whatCannotBeATerminalIsSaid() {
    func parts(_ writers: Int...) -> [FakeChannel.Part] { writers.map { .init(writers: $0) } }
    let leftOut =
      "is left out: a ring needs one part for both VMs, or two of one size with a writer each\n"
    for parts in [parts(1), parts(2, 2), parts(3, 3), parts(1, 1, 2)] {
      let result = FakeMachine([FakeChannel("x", parts: parts), FakeChannel("y")]).run("")
      #expect(
        result == (0, "/dev/martlet/y\n", "martlet-terminals: channel x \(leftOut)"))
    }
    for name in ["", "../x", "a/b", ".x", "a b", "-x"] {
      let result = FakeMachine([FakeChannel(name)]).run("")
      #expect(result.code == 2 && result.complaints.contains("left out"), "\(name)")
    }
    let machine = FakeMachine([FakeChannel("x")])
    machine.channels[0].terminal = nil
    #expect(
      machine.run("") == (3, "", "martlet-terminals: Linux gives no terminal to channel x\n"))
    let result = FakeMachine.run("") { () throws(ChannelFailure) in
      machine.channels[0].isTaken = true
      return FakeBoard(machine: machine)
    }
    #expect(
      result == (2, "", "martlet-terminals: another martlet-terminals is at channel x\n"))
  }

  @Test func withoutAChannelThereIsHelp() {
    func run(_ line: String) -> (code: Int32, output: String, complaints: String) {
      FakeMachine.run(line) { () throws(ChannelFailure) in throw .noChannel }
    }
    #expect(run("--version") == (0, "martlet-terminals, ring version 1\n", ""))
    #expect(run("--help").output.contains("--only NAME") && run("-h").code == 0)
    #expect(
      run("--bad") == (
        1, "",
        "martlet-terminals: no option \"--bad\"; there are --list, --only, --help and --version\n"
      ))
    #expect(
      run("--only") == (1, "", "martlet-terminals: behind --only goes the name of a channel\n"))
    let result = run("--list")
    #expect(result.code == 2 && result.output.isEmpty)
    #expect(result.complaints.hasPrefix("martlet-terminals: this machine has no channel"))
  }
}
