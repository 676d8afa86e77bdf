/// What became of a `RemoteCommand`; one line of JSON on a socket.
public struct RemoteAnswer: Codable, Sendable, Equatable {
  /// What `martletctl` printed.
  public var output: String
  /// Its exit code.
  public var status: Int32
  /// Why it did not get so far, in a sentence.
  public var problem: String?

  public init(output: String, status: Int32) {
    self.output = output
    self.status = status
  }

  public init(problem: String) {
    output = ""
    status = 2
    self.problem = problem
  }
}
