private import Machine

/// The programs that the benchmark calls.
enum BenchTool {
  static func run(
    _ name: String, _ arguments: [String], input: String = ""
  ) throws(BenchError) -> String {
    do {
      return try Tool.run(name, arguments, input: input)
    } catch {
      switch error {
      case .missing: throw .toolFailed(tool: name, reason: "it is not in PATH")
      case .failed(_, let reason): throw .toolFailed(tool: name, reason: reason)
      }
    }
  }
}
