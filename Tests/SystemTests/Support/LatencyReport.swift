/// What `histogram` in a PREEMPT_RT Linux says at its end (Support/initramfs/histogram).
struct LatencyReport {
  /// Of each CPU, without those that are beyond its table.
  let samples: [Int]
  /// Microseconds; the latest of any CPU.
  let latest: Int
  /// What it printed.
  let line: String

  /// Nil where the line is none: `histogram: samples 500 500 max 31 us, on average 14 14 us`.
  init?(_ line: String) {
    let words = line.split(separator: " ")
    guard line.hasPrefix("histogram: samples "), let most = words.firstIndex(of: "max"),
      most + 1 < words.count, let latest = Int(words[most + 1])
    else { return nil }
    samples = words[2..<most].compactMap { Int($0) }
    self.latest = latest
    self.line = line
  }
}
