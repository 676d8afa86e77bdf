/// The bytes of one fuzzing run, taken from the front as the target asks for decisions. When they
/// are used up, every answer is zero and `isEmpty` tells the target to stop.
public struct FuzzInput: ~Copyable {
  private let bytes: [UInt8]
  private var position = 0

  /// Takes over what libFuzzer passes.
  public init(_ start: UnsafePointer<UInt8>?, _ count: Int) {
    // Safety: libFuzzer passes `count` readable bytes at `start`; they are copied here.
    bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
  }

  public var isEmpty: Bool { position >= bytes.count }

  public mutating func byte() -> UInt8 {
    guard position < bytes.count else { return 0 }
    defer { position += 1 }
    return bytes[position]
  }

  public mutating func word() -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 { value = value << 8 | UInt32(byte()) }
    return value
  }

  public mutating func longWord() -> UInt64 {
    UInt64(word()) << 32 | UInt64(word())
  }

  /// A size of an access: mostly one that devices know.
  public mutating func size() -> Int {
    let choice = byte()
    return choice < 0xF0 ? 1 << Int(choice & 3) : Int(choice)
  }
}

/// Ends the run with a report when `condition` does not hold.
public func require(_ condition: Bool, _ message: StaticString) {
  if !condition { fatalError("\(message)") }
}
