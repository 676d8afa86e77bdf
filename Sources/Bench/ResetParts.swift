/// Tells apart what the hypervisor does between reset and the guest's first instruction, by the functions it spends its
/// instructions in.
enum ResetParts {
  static let hashing = "hashing the files"

  private static let kinds: [(name: String, marks: [String])] = [
    (hashing, ["SHA256", "martlet_hash"]),
    ("clearing memory", ["PhysicalMemory.zero", "martlet_zero", "memset"]),
    ("copying", ["PhysicalMemory.copy", "memcpy", "memmove"]),
    ("cleaning caches", ["GuestCaches", "martlet_clean"]),
    (
      "reading device trees and the configuration",
      ["FlattenedDeviceTree", "RawSpan", "Configuration"]
    ),
  ]

  static func split(_ profile: ExecutionProfile) -> [BenchReport.ResetPart] {
    var sums = Array(repeating: UInt64(0), count: kinds.count + 1)
    for function in profile.functions {
      let kind =
        kinds.firstIndex { kind in kind.marks.contains { function.name.contains($0) } }
        ?? kinds.count
      sums[kind] += function.instructions
    }
    return zip(kinds.map(\.name) + ["everything else"], sums).map {
      BenchReport.ResetPart(name: $0, instructions: $1)
    }
  }
}
