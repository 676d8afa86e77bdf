/// What `martlet ctl` asks of a running `martlet run --control`; one line of JSON on a socket.
public struct RemoteCommand: Codable, Sendable, Equatable {
  /// For `martletctl` in the service VM.
  public var words: [String]
  /// Seconds that it may take.
  public var seconds: Int
  /// Instead: the machine reports and powers off.
  public var powersOff: Bool

  public init(_ words: [String], seconds: Int = 30, powersOff: Bool = false) {
    self.words = words
    self.seconds = seconds
    self.powersOff = powersOff
  }
}
