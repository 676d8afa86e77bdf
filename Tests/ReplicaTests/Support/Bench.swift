import Channels
import TestSupport

@testable import Replica

/// One server on a machine whose registers and other ends belong to the test.
final class Bench {
  let state = PlainMemory(size: Wires.stateSize)
  let clients = PlainMemory(size: Wires.clientsSize)
  /// What the hypervisor says, and what the server has said.
  var role: UInt32
  private(set) var said: [UInt32] = []
  var isPeerRunning = true
  private var board: BenchBoard { BenchBoard(bench: self) }
  private var server: ReplicaServer<PlainMemory>?
  var peer: ChannelEnd<PlainMemory>
  var client: ChannelEnd<PlainMemory>

  init(role: UInt32) {
    self.role = role
    let peerWire = Wires.state(state, of: 0)
    let clientWire = Wires.clients(clients, channel: 1, ofServer: true)
    peer = Wires.peer(of: peerWire)
    client = Wires.peer(of: clientWire)
    var board = BenchBoard(bench: self)
    server = ReplicaServer(peer: peerWire, clients: clientWire, &board)
    settle()
  }

  /// Until nothing changes any more; bounded, as it must be.
  func settle() {
    var board = board
    for _ in 0..<20 {
      _ = peer.isUp()
      _ = client.isUp()
      _ = server?.step(&board)
    }
  }

  func write(_ value: UInt32) {
    said.append(value)
    role = role & ~4 | value & 4
  }

  var standing: ReplicaStanding? { server?.standing }

  func counter(_ index: Int) -> UInt64? { server?.store.counter(index) }

  /// Sends a message to the server, lets it do what it does, and takes what it answers to both.
  func tell(asPeer bytes: [UInt8]) {
    _ = peer.send(bytes.span)
    settle()
  }

  func tell(asClient bytes: [UInt8]) {
    _ = client.send(bytes.span)
    settle()
  }

  func heard(asPeer: Bool) -> [UInt8]? {
    var buffer = [UInt8](repeating: 0, count: 4096)
    var span = buffer.mutableSpan
    guard
      case .message(let count) = asPeer ? peer.receive(into: &span) : client.receive(into: &span)
    else { return nil }
    return Array(buffer.prefix(count))
  }
}
