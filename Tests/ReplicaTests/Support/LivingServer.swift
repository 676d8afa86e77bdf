@testable import Replica

/// A server's program in one life.
final class LivingServer {
  var server: ReplicaServer<LivingMemory>

  init(_ server: consuming ReplicaServer<LivingMemory>) { self.server = server }
}
