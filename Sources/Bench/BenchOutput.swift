/// What a machine's console says of the guest's measurements, whoever writes in front of the guest's lines.
public struct BenchOutput: Sendable, Equatable {
  /// By metric; a metric that the machine does not have is not there.
  public var figures: [String: BenchFigure] = [:]
  /// The physical counter at the guest's first instruction.
  public var began: UInt64?
  /// Whether the guest came to its end.
  public var isDone = false
  /// What the hypervisor's report says of the memory it uses, in bytes.
  public var memory: UInt64?

  public init() {}

  public mutating func see(_ line: some StringProtocol) {
    let words = line.split { $0 == " " || $0 == "\r" }
    if let place = words.lastIndex(of: "bench:"), words.indices.contains(place + 1) {
      see(Array(words[(place + 1)...].map { Substring($0) }))
    } else if words.starts(with: ["martlet:", "report", "machine"]) {
      let frames = number("frames-used", in: words.map { Substring($0) })
      let image = number("image-bytes", in: words.map { Substring($0) })
      if let frames, let image { memory = image + frames * 4096 }
    }
  }

  private mutating func see(_ words: [Substring]) {
    switch words[0] {
    case "boot": began = number("began", in: words)
    case "done": isDone = true
    default:
      if let figure = BenchFigure(words: words) { figures[String(words[0])] = figure }
    }
  }

  private func number(_ key: String, in words: [Substring]) -> UInt64? {
    words.first { $0.hasPrefix(key + "=") }.flatMap { UInt64($0.dropFirst(key.count + 1)) }
  }
}
