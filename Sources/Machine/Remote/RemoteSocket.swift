private import Foundation

/// Where `martlet ctl` finds a running `martlet run`: a socket with a name in the file system. One asks at a time; others wait
/// until it has its answer.
struct RemoteSocket {
  private let path: String
  private let listener: Int32
  private var client: Int32?
  private var received: [UInt8] = []

  init(path: String) throws(EmulatorError) {
    self.path = path
    // One that nobody answers on was left behind.
    if let other = Descriptor.connect(to: path) {
      Descriptor.close(other)
      throw .socketInUse(path: path)
    }
    if Descriptor.isSocket(path) { try? FileManager.default.removeItem(atPath: path) }
    guard let listener = Descriptor.listen(at: path) else {
      throw .socketNotMade(path: path, reason: Descriptor.lastReason)
    }
    self.listener = listener
  }

  /// What to wait for.
  var descriptor: Int32 { client ?? listener }

  /// The descriptor can be read. A command, once there is a whole one.
  mutating func take() -> RemoteCommand? {
    guard let client else {
      self.client = Descriptor.accept(listener)
      received = []
      return nil
    }
    guard let bytes = Descriptor.read(client) else {
      hangUp()
      return nil
    }
    received += bytes
    guard let end = received.firstIndex(of: 0x0A) else {
      if received.count > 65536 { hangUp() }
      return nil
    }
    let line = received[..<end]
    received = []
    guard let command = try? JSONDecoder().decode(RemoteCommand.self, from: Data(line)) else {
      answer(RemoteAnswer(problem: "that is no command; use the `martlet ctl` of this version"))
      return nil
    }
    return command
  }

  mutating func answer(_ answer: RemoteAnswer) {
    guard let client, let line = try? JSONEncoder().encode(answer) else { return }
    Descriptor.write(client, [UInt8](line) + [0x0A])
    hangUp()
  }

  private mutating func hangUp() {
    if let client { Descriptor.close(client) }
    client = nil
  }

  mutating func end() {
    hangUp()
    Descriptor.close(listener)
    try? FileManager.default.removeItem(atPath: path)
  }
}
