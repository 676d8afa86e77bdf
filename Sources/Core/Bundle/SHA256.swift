/// SHA-256 (FIPS 180-4), for verifying a bundle at boot: in portable integer code, but for whole blocks
/// where the caller brings a faster way.
///
/// Whole blocks whose address is a multiple of four are hashed where they lie; others pass through
/// the block buffer. Bundle parts are aligned to 4 KiB, so a part takes the short way throughout.
public struct SHA256: ~Copyable {
  /// Mixes blocks, sixteen words each as they lie in memory, into the eight words of the chaining
  /// value, with the round constants as third argument; false, and no change, where it cannot.
  public typealias Mixer = (Span<UInt32>, inout InlineArray<8, UInt32>, Span<UInt32>) -> Bool

  /// No faster way.
  public static func portable(
    _ blocks: Span<UInt32>, _ state: inout InlineArray<8, UInt32>, _ constants: Span<UInt32>
  ) -> Bool { false }

  private var state = State()
  /// The started block, in memory order: bytes of the message, big-endian within each word.
  private var buffer: InlineArray<16, UInt32> = InlineArray(repeating: 0)
  private var buffered = 0
  /// Bytes given so far.
  private var total: UInt64 = 0

  public init() {}

  /// Hashes more of the message. O(bytes).
  public mutating func update(_ bytes: RawSpan, mixing mix: Mixer = portable) {
    total &+= UInt64(truncatingIfNeeded: bytes.byteCount)
    var offset = 0
    while buffered != 0 || !bytes.isAligned(offset) {
      // Ends with the message, or where a block starts at a multiple of four.
      guard let byte = bytes.byte(at: offset) else { return }
      append(byte)
      offset &+= 1
    }
    let whole = (bytes.byteCount &- offset) & ~(Self.blockSize &- 1)
    if whole > 0 {
      compressInPlace(bytes.extracting(offset..<(offset &+ whole)), mix)
      offset &+= whole
    }
    while let byte = bytes.byte(at: offset) {
      append(byte)
      offset &+= 1
    }
  }

  /// The digest of everything given.
  public consuming func finish() -> SHA256Digest {
    let bits = total &* 8
    append(0x80)
    while buffered != 56 { append(0) }
    var shift: UInt64 = 56
    while true {
      append(UInt8(truncatingIfNeeded: bits &>> shift))
      if shift == 0 { break }
      shift &-= 8
    }
    return SHA256Digest(state)
  }

  /// The digest of one message.
  public static func digest(of bytes: RawSpan, mixing mix: Mixer = portable) -> SHA256Digest {
    var hash = SHA256()
    hash.update(bytes, mixing: mix)
    return hash.finish()
  }

  private mutating func append(_ byte: UInt8) {
    let index = buffered &>> 2
    let shift = UInt32(truncatingIfNeeded: (3 &- (buffered & 3)) &* 8)
    // Built as a number; turned into memory order when the block is full.
    let kept = buffered & 3 == 0 ? 0 : buffer[index]
    buffer[index] = kept | UInt32(byte) &<< shift
    buffered &+= 1
    guard buffered == Self.blockSize else { return }
    buffered = 0
    var word = 0
    while word < 16 {
      buffer[word] = buffer[word].bigEndian
      word &+= 1
    }
    state.compress(buffer.span, constants: Self.roundConstants.span)
  }

  /// Hashes whole blocks that start at a multiple of four.
  private mutating func compressInPlace(_ blocks: RawSpan, _ mix: Mixer) {
    // Safety: the bytes outlive the call; the alignment was checked by the caller and the count is a
    // multiple of the word size.
    let words = unsafe blocks._unsafeView(as: UInt32.self)
    let constants = Self.roundConstants.span
    if mix(words, &state.words, constants) { return }
    var start = 0
    while start < words.count {
      state.compress(words.extracting(start..<(start &+ 16)), constants: constants)
      start &+= 16
    }
  }
}
