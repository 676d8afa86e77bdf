/// Random workloads by their seeds.
enum Workloads {
  /// So many of them; a fifth in a debug build, which takes ten times as long for each.
  static func seeds(_ count: UInt64) -> Range<UInt64> {
    #if DEBUG
      0..<count / 5
    #else
      0..<count
    #endif
  }
}
