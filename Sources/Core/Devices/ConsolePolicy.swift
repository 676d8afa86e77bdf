/// The console's limits. Times are in ticks of the counter.
public struct ConsolePolicy: Sendable {
  /// A line without end is shown after no byte was added for this long: prompts.
  public var quietTime: UInt64
  /// A line without end is shown at the latest this long after its first byte was seen.
  public var longestWait: UInt64
  /// Bytes of one VM shown at a time; a longer line may be broken by another VM's.
  public var longestPiece: Int
  /// Ticks that pay for one byte of a VM.
  public var ticksPerByte: UInt64
  /// Bytes that a VM may send at once after it was silent.
  public var burst: Int64
  /// Bytes given to the physical UART in one call of the drainer at most.
  public var bytesPerCall: Int
  /// The byte that starts a command to the console.
  public var escape: UInt8

  /// The usual limits for a counter of `frequency` hertz: prompts after 20 ms, 256 KiB/s a VM.
  public init(frequency: UInt64, escape: UInt8 = 0x14) {
    quietTime = max(frequency / 50, 1)
    longestWait = max(frequency / 2, 1)
    longestPiece = 256
    ticksPerByte = max(frequency / (256 * 1024), 1)
    burst = 64 * 1024
    bytesPerCall = 512
    self.escape = escape
  }
}
