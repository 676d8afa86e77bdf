/// What is waited for: a bit for each channel.
public struct TerminalInterest: Equatable, Sendable {
  public static var mostChannels: Int { 32 }

  /// Its doorbell.
  public var open: UInt32 = 0
  /// Its terminal has bytes.
  public var readable: UInt32 = 0
  /// Its terminal takes bytes.
  public var writable: UInt32 = 0

  public init() {}
}
