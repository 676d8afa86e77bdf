private import Foundation

/// The other end: what `martlet ctl` is.
public enum RemoteClient {
  /// Asks the machine whose socket that is, and waits for its answer.
  public static func ask(
    _ command: RemoteCommand, at path: String
  ) throws(EmulatorError) -> RemoteAnswer {
    guard let socket = Descriptor.connect(to: path) else {
      throw .nobodyListens(path: path, reason: Descriptor.lastReason)
    }
    defer { Descriptor.close(socket) }
    guard let line = try? JSONEncoder().encode(command) else {
      throw .nobodyListens(path: path, reason: "the command cannot be written as JSON")
    }
    Descriptor.write(socket, [UInt8](line) + [0x0A])
    var received: [UInt8] = []
    while let bytes = Descriptor.read(socket) {
      received += bytes
      guard let end = received.firstIndex(of: 0x0A) else { continue }
      if let answer = try? JSONDecoder().decode(RemoteAnswer.self, from: Data(received[..<end])) {
        return answer
      }
      break
    }
    throw .nobodyListens(path: path, reason: "it hung up without an answer")
  }
}
