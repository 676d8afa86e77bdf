import Channels
import TestSupport

@testable import Replica

/// Two servers' VMs and a client, with a hypervisor that keeps the Role register. Everything happens in one thread, in
/// any order; a program may end at any access that it makes.
final class World {
  struct Machine {
    var isRunning = true
    var isReady = false
    /// Rounds until its program is there; the VM has booted by then.
    var boot = 0
    /// Rounds until the hypervisor ends a VM whose program is gone.
    var silence: Int?
    var life = Life()
  }

  let state = PlainMemory(size: Wires.stateSize)
  let clients = [PlainMemory(size: Wires.clientsSize), PlainMemory(size: Wires.clientsSize)]
  private(set) var machines = [Machine(), Machine()]
  private(set) var primary = 0
  private(set) var switches = 0
  private(set) var time: UInt64 = 1
  var random: SplitMix

  private var servers: [LivingServer?] = [nil, nil]
  private var client: ReplicaClient<LivingMemory>?
  private var clientLife = Life()
  /// What all clients together saw, but the one that lives.
  private var earlier = ReplicaTally()
  /// In how many accesses a VM ends, if it may: one of so many.
  var danger: UInt64 = 0
  /// Programs that must not serve, since the other one has the state.
  private(set) var refusals = 0
  /// Incomplete primaries, which there must not be.
  private(set) var incomplete = 0

  init(seed: UInt64) { random = SplitMix(state: seed) }

  func chance(_ one: UInt64) -> Bool { one > 0 && random.next() % one == 0 }

  // The hypervisor.

  func role(of server: Int) -> UInt32 {
    let other = machines[1 - server]
    return (server == primary ? 1 : 2) | (machines[server].isReady ? 4 : 0)
      | (other.isReady && other.isRunning ? 8 : 0) | UInt32(switches) << 8
  }

  func say(ready: Bool, of server: Int) { machines[server].isReady = ready }

  /// Whether it could end now without both being lost.
  func maySpare(_ server: Int) -> Bool {
    let other = machines[1 - server]
    guard machines[server].isRunning, other.isRunning, !other.life.isOver, other.silence == nil
    else { return false }
    return server != primary || other.isReady
  }

  /// The VM leaves its cores and starts anew.
  func end(_ server: Int) {
    machines[server].life.end()
    machines[server].isRunning = false
    machines[server].silence = nil
    machines[server].boot = Int(random.next() % 60)
    let other = machines[1 - server]
    guard server == primary, other.isRunning, other.isReady else { return }
    primary = 1 - server
    switches += 1
  }

  /// Its program only; the hypervisor sees that its heart does not beat, or a new one is started before that.
  private func endProgram(_ server: Int) {
    machines[server].life.end()
    machines[server].silence = Int(random.next() % 40)
  }

  private func happen(in server: Int) {
    guard danger > 0, chance(danger) else { return }
    // Who ends need not be who does something just now.
    let victim = chance(3) ? 1 - server : server
    guard maySpare(victim) else { return }
    if chance(4) { endProgram(victim) } else { end(victim) }
  }

  // Time.

  func round() {
    time += 1 + random.next() % 20
    for server in 0..<2 { turn(server) }
    if client == nil { startClient() }
    for _ in 0..<Int(random.next() % 3) { stepClient() }
  }

  private func turn(_ server: Int) {
    if !machines[server].isRunning {
      guard machines[server].boot <= 0 else {
        machines[server].boot -= 1
        return
      }
      machines[server] = Machine(boot: Int(random.next() % 20))
      machines[server].life.end()
      return
    }
    if let silence = machines[server].silence {
      if silence <= 0 { return end(server) }
      machines[server].silence = silence - 1
      // Somebody starts it anew.
      if machines[server].life.isOver, chance(10) { start(server) }
    } else if machines[server].life.isOver || servers[server] == nil {
      guard machines[server].boot <= 0 else {
        machines[server].boot -= 1
        return
      }
      start(server)
    }
    guard !machines[server].life.isOver else { return }
    for _ in 0..<Int(random.next() % 4) where !machines[server].life.isOver { step(server) }
  }

  private func start(_ server: Int) {
    let life = Life()
    machines[server].life = life
    machines[server].silence = nil
    life.happen = { [unowned self] in happen(in: server) }
    var board = WorldBoard(world: self, place: server, life: life)
    guard ReplicaServer<LivingMemory>.settle(0, &board) else {
      refusals += 1
      life.end()
      if machines[server].isRunning { machines[server].silence = Int(random.next() % 40) }
      return
    }
    servers[server] = LivingServer(
      ReplicaServer(
        peer: Wires.state(LivingMemory(state, life), of: server),
        clients: Wires.clients(LivingMemory(clients[server], life), channel: 1, ofServer: true),
        &board))
  }

  private func step(_ server: Int) {
    var board = WorldBoard(world: self, place: server, life: machines[server].life)
    guard let living = servers[server] else { return }
    _ = living.server.step(&board)
    if chance(3) { _ = living.server.prepareToWait(&board) }
    if living.server.isIncomplete, !board.life.isOver { incomplete += 1 }
  }

  // The client.

  private func startClient() {
    clientLife = Life()
    var board = WorldBoard(world: self, place: 2, life: clientLife)
    client = ReplicaClient(
      left: Wires.clients(LivingMemory(clients[0], clientLife), channel: 0, ofServer: false),
      right: Wires.clients(LivingMemory(clients[1], clientLife), channel: 1, ofServer: false),
      pace: ReplicaPace(every: random.next() % 15), &board)
  }

  private func stepClient() {
    var board = WorldBoard(world: self, place: 2, life: clientLife)
    _ = client?.step(&board, now: time)
    if chance(3) { _ = client?.prepareToWait(&board) }
  }

  /// The client's program ends and another one begins.
  func endClient() {
    earlier = tally
    clientLife.end()
    client = nil
  }

  var tally: ReplicaTally {
    let now = client?.tally ?? ReplicaTally()
    var sum = earlier
    sum.answered += now.answered
    sum.again += now.again
    sum.moved += now.moved
    sum.lost += now.lost
    sum.wrong += now.wrong
    return sum
  }

  var isInSync: Bool {
    let standby = 1 - primary
    return machines.allSatisfy { $0.isRunning && !$0.life.isOver } && machines[standby].isReady
      && standing(primary) == .followed && standing(standby) == .inSync
      && servers[0]?.server.store.number == servers[1]?.server.store.number
  }

  func standing(_ server: Int) -> ReplicaStanding? { servers[server]?.server.standing }

  func counter(_ index: Int, of server: Int) -> UInt64? {
    servers[server]?.server.store.counter(index)
  }
}
