import Core
import Testing

@Suite struct ConsoleHistoryTests {
  private typealias Channel = ConsoleChannel<2048, 256>

  /// Some bytes of a VM's; the console shows them at once.
  private func say(_ text: String, to channel: borrowing Channel) {
    for byte in text.utf8 {
      _ = channel.transmit(byte)
      _ = channel.output.pop()
    }
  }

  private func read(
    _ channel: borrowing Channel, from position: UInt64
  ) -> (text: String, position: UInt64, end: UInt64, origin: UInt64) {
    var record = ConsoleRecord(machine: 3, of: channel.history, from: position)
    let text = record.withBytes { bytes in
      String(decoding: bytes.indices.map { bytes[$0] }, as: UTF8.self)
    }
    #expect(record.machine == 3 && record.next == record.position + UInt64(record.count))
    return (text, record.position, record.end, record.origin)
  }

  @Test func whatWasPrintedCanBeRead() {
    let channel = Channel()
    #expect(read(channel, from: 0) == ("", 0, 0, 0))
    #expect(read(channel, from: .max) == ("", 0, 0, 0))
    say("hello\n", to: channel)
    #expect(read(channel, from: 0) == ("hello\n", 0, 6, 0))
    #expect(read(channel, from: 4) == ("o\n", 4, 6, 0))
    // Whoever asks for what there is not is told where the end is.
    #expect(read(channel, from: 7) == ("", 6, 6, 0))
  }

  @Test func aLongTextComesInPieces() {
    let channel = Channel()
    let lines = (0..<60).map { "line \($0)\n" }.joined()
    say(lines, to: channel)
    var text = ""
    var position: UInt64 = 0
    while true {
      let piece = read(channel, from: position)
      guard !piece.text.isEmpty else { break }
      #expect(piece.position == position && piece.text.utf8.count <= 192)
      text += piece.text
      position += UInt64(piece.text.utf8.count)
    }
    #expect(text == lines)
  }

  /// The oldest goes first, and a reader is told so.
  @Test func onlyTheLatestIsKept() {
    let channel = Channel()
    for _ in 0..<2000 { say("0123456789", to: channel) }
    let piece = read(channel, from: 0)
    #expect(piece.position == 20_000 - 8191 && piece.end == 20_000)
    #expect(piece.text.hasPrefix("9012345"))
    #expect(read(channel, from: 19_990).text == "0123456789")
  }

  /// A byte that found no room is stored again by its guest, and is to be seen once.
  @Test func whatIsRefusedIsNotKept() {
    let channel = Channel()
    for _ in 0..<2048 { _ = channel.transmit(0x61) }
    let space = channel.transmit(0x62).space
    let end = channel.history.window.end
    #expect(space == nil && end == 2048)
  }

  @Test func anotherVMBeginsAnew() {
    let rings = ConsoleRings<2, 1>()
    var console = ConsoleMultiplexer<2>(
      policy: ConsolePolicy(frequency: 1000), focus: 0, isRaw: false)
    let name: [UInt8] = [0x61]
    console.addMachine(1, name: name.span, now: 0)
    say("secret", to: rings.channels[1])
    _ = rings.channels[1].typed.push(0x78)
    let before = read(rings.channels[1], from: 0)
    console.removeMachine(1, rings: rings)
    let left = rings.channels[1].receive()
    #expect(left == nil)
    var after = read(rings.channels[1], from: 0)
    #expect(after.text.isEmpty && after.origin > before.origin && after.position == after.origin)
    say("new", to: rings.channels[1])
    after = read(rings.channels[1], from: before.position)
    #expect(after.text == "new" && after.position == after.origin)
    // Also where the VM between them said nothing.
    console.removeMachine(1, rings: rings)
    console.removeMachine(1, rings: rings)
    #expect(read(rings.channels[1], from: 0).origin == after.origin + 5)
  }

  @Test func twoCanTypeToAVM() {
    let channel = Channel()
    var isTyped = type("bc", to: channel)
    #expect(isTyped)
    _ = channel.input.push(0x61)
    var received: [UInt8] = []
    while let byte = channel.receive() { received.append(byte) }
    #expect(received == Array("abc".utf8))
    isTyped = type("bc", to: channel)
    channel.forgetTyped()
    let first = channel.receive()
    #expect(isTyped && first == nil)
    for _ in 0..<16 {
      isTyped = type("0123456789abcdef", to: channel)
      #expect(isTyped)
    }
    isTyped = type("0123456789abcdef", to: channel)
    #expect(!isTyped)
  }

  private func type(_ text: String, to channel: borrowing Channel) -> Bool {
    let bytes = Array(text.utf8)
    return channel.typed.push(all: bytes.span)
  }

  /// One thread prints while another reads: what it gets are stretches of what was printed, at their places.
  @Test func readersNeverSeeWhatWasNotThere() async {
    final class Shared: Sendable {
      let channel = Channel()
    }
    let shared = Shared()
    func byte(_ position: UInt64) -> UInt8 {
      UInt8(truncatingIfNeeded: position &* 31 &+ position >> 8)
    }
    let total: UInt64 = 400_000
    async let printing: Void = Task.detached {
      for position in 0..<total {
        _ = shared.channel.transmit(byte(position))
        _ = shared.channel.output.pop()
      }
    }.value
    async let wrong = Task.detached {
      var wrong = 0
      var position: UInt64 = 0
      while position < total {
        var piece = ConsoleRecord(machine: 0, of: shared.channel.history, from: position)
        if piece.position < position { wrong += 1 }
        let first = piece.position
        piece.withBytes { bytes in
          for index in bytes.indices where bytes[index] != byte(first + UInt64(index)) {
            wrong += 1
          }
        }
        position = piece.next
      }
      return wrong
    }.value
    await printing
    #expect(await wrong == 0)
  }
}
