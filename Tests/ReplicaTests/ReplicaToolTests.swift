import Channels
import TestSupport
import Testing

@testable import Replica

/// The program around servers and clients.
@Suite struct ReplicaToolTests {
  private static let serve = "serve --state state --clients clients"

  @Test func aServerSaysHowItIs() {
    let machine = ToolMachine.server()
    machine.role = 2
    let result = machine.run(Self.serve) { machine in
      if machine.waits.count == 5 { machine.role = 1 }
      return machine.waits.count < 10
    }
    #expect(
      result == (
        0,
        """
        martlet-replica: standby, not in sync
        martlet-replica: primary, alone; what was before is lost

        """, ""
      ))
    #expect(machine.channels.map(\.mask) == [3, 1, 0])
    #expect(machine.waits.allSatisfy { $0.channels == 3 && $0.milliseconds <= 100 })
    #expect(machine.pets >= 9)
  }

  /// The heart beats where the hypervisor looks for it, beside the ring or in a channel of its own, and stops with the program.
  @Test(arguments: ["clients", "state", "odd", "nobody"]) func aHeartBeats(channel: String) {
    let machine = ToolMachine.server()
    machine.channels[1].memory[0] = 41
    var beats: [UInt32] = []
    let result = machine.run("\(Self.serve) --heartbeat \(channel)") { machine in
      beats.append(machine.channels[1].memory[0])
      return machine.waits.count < 4
    }
    switch channel {
    case "clients":
      #expect(result.code == 0 && beats == [42, 43, 44, 45])
      #expect(machine.channels[1].memory[0] == 45)
    case "nobody":
      #expect(result == (2, "", "martlet-replica: there is no channel nobody\n"))
    default:
      #expect(
        result == (
          2, "",
          "martlet-replica: there is no place for a heartbeat beside rings in channel \(channel)\n"
        ))
    }
    // A channel of its own may have a ring's place or not.
    machine.channels[2] = ToolMachine.Channel("odd", (1, 3))
    #expect(machine.run("\(Self.serve) --heartbeat odd").code == 0)
    #expect(machine.channels[2].memory[0] == 1)
  }

  /// Nothing is touched by a program that must not serve.
  @Test func whoHasLostTheStateEnds() {
    let machine = ToolMachine.server()
    machine.role = 1 | 4 | 8
    let result = machine.run("\(Self.serve) --heartbeat clients")
    #expect(result.code == 3 && result.output.isEmpty)
    #expect(result.complaints.hasPrefix("martlet-replica: the state is with the other server"))
    #expect((0..<1024).allSatisfy { machine.channels[1].memory[$0] == 0 })
    #expect(machine.channels.map(\.mask) == [0, 0, 0] && machine.role == 1 | 4 | 8)
  }

  /// A client and a server that the test is: right answers, then one that misses a change and one that has it twice.
  @Test func aClientChecksWhatItIsTold() {
    let machine = ToolMachine(
      .init("left", (1, 2), (1, 3)), .init("right", (1, 2), (1, 3)))
    machine.position = 1
    let wire = Wires.clients(machine.channels[0].memory, channel: 0, ofServer: false)
    var server = Wires.peer(of: wire)
    var counters = [UInt64](repeating: 100, count: 64)
    var seen: Set<UInt8> = []
    var lies = [3: UInt64.max, 5: 5] as [Int: UInt64]
    var answers = 0
    let result = machine.run("client --left left --right right --count 300 --every 2") { machine in
      var buffer = [UInt8](repeating: 0, count: 600)
      var span = buffer.mutableSpan
      guard server.isUp(), case .message(32) = server.receive(into: &span) else { return true }
      let key = buffer[4]
      let amount = (0..<8).reduce(UInt64(0)) { $0 | UInt64(buffer[24 + $1]) << UInt64(8 * $1) }
      counters[Int(key)] += amount
      // The first answer of a counter says where it begins; one before is told that does not fit.
      if !seen.insert(key).inserted, let lie = lies[answers / 50] {
        lies[answers / 50] = nil
        counters[Int(key)] &+= lie
      }
      answers += 1
      buffer[0] = 2
      for byte in 0..<8 {
        buffer[24 + byte] = UInt8(truncatingIfNeeded: counters[Int(key)] >> UInt64(8 * byte))
      }
      if answers == 299 { machine.time += 1500 }
      return server.send(Array(buffer.prefix(32)).span) == .sent
    }
    #expect(result.code == 1 && result.complaints.isEmpty)
    #expect(
      result.output.hasPrefix("answered 300, sent again 0, lost 1, wrong 1, late 1, longest 1"),
      "\(result.output)")
    #expect(lies.isEmpty)
  }

  @Test func whatIsWrongIsSaid() {
    let machine = ToolMachine.server()
    func says(_ line: String, _ complaint: String, code: Int32 = 1) {
      let result = machine.run(line)
      #expect(result.code == code && result.output.isEmpty, "\(line)")
      #expect(result.complaints == "martlet-replica: \(complaint)\n", "\(line)")
    }
    says("surf", "no command \"surf\"; there are serve and client")
    says("serve", "serve needs --state CHANNEL and --clients CHANNEL")
    says("client --left state", "client needs --left CHANNEL and --right CHANNEL")
    says("serve --state", "something is missing behind --state")
    says("client --count many", "behind --count goes a number")
    says(
      "serve --count 3",
      "no option \"--count\" of this command; `martlet-replica --help` lists what there is")
    says("serve --state x --clients clients", "there is no channel x", code: 2)
    says(
      "serve --state odd --clients clients",
      "there are no two halves of a ring, or too small ones, in channel odd", code: 2)
    says(
      "serve --state state --clients state", "another program is at channel state", code: 2)
    #expect(machine.run("--version") == (0, "martlet-replica, protocol version 1\n", ""))
    #expect(machine.run("").output.contains("--heartbeat CHANNEL"))
    #expect(machine.run("serve --help").code == 0)
  }
}
