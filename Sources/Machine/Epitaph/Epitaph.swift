/// What the hypervisor prints when its own code trapped, read from a line of the console:
///
///     martlet: epitaph core=1 … elr=0x… link=0x… … frames=0x…,0x…
public struct Epitaph: Sendable, Equatable {
  /// Everything else that the line says, in its order: `core=1`, `esr=0x…`.
  public var circumstances: [String]
  /// Where it trapped. Arm: `ELR_EL2`.
  public var location: UInt64
  /// Where the function that trapped would have returned to. Arm: `X30`.
  public var link: UInt64?
  /// Return addresses further up.
  public var frames: [UInt64]

  /// Reads a line of a console or log, with or without what stands before `epitaph`; nil if it is
  /// not an epitaph with a location.
  public init?(line: String) {
    let words = line.split(whereSeparator: \.isWhitespace).map(String.init)
    guard let start = words.firstIndex(of: "epitaph") else { return nil }
    var location: UInt64?
    circumstances = []
    frames = []
    for word in words[(start + 1)...] {
      let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
      switch parts.first {
      case "elr" where parts.count == 2: location = Self.number(parts[1])
      case "link" where parts.count == 2: link = Self.number(parts[1]).map(Self.unsigned)
      case "frames":
        frames =
          parts.count == 2
          ? parts[1].split(separator: ",").compactMap(Self.number).map(Self.unsigned) : []
      default: circumstances.append(word)
      }
    }
    guard let location else { return nil }
    self.location = location
  }

  /// A return address without its signature: EL2's addresses have 48 bits, and cores with pointer authentication sign
  /// in the others.
  private static func unsigned(_ address: UInt64) -> UInt64 { address & 0xFFFF_FFFF_FFFF }

  private static func number(_ text: some StringProtocol) -> UInt64? {
    guard text.hasPrefix("0x") else { return UInt64(text) }
    return UInt64(text.dropFirst(2), radix: 16)
  }

  /// The addresses to look up: the trap itself, then one instruction before each place that is
  /// returned to, which is the call. The link is often the first frame as well.
  public var places: [UInt64] {
    var returns = frames
    if let link, link != returns.first { returns.insert(link, at: 0) }
    return [location] + returns.map { $0 &- 4 }
  }
}
