/// What is waited for: a bit for each channel.
public struct TerminalInterest: Equatable, Sendable {
  /// Its doorbell.
  public var open: UInt32 = 0
  /// Its terminal has bytes.
  public var readable: UInt32 = 0
  /// Its terminal takes bytes.
  public var writable: UInt32 = 0

  public init() {}
}
