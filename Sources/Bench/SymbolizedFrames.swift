/// What `llvm-symbolizer --inlines` says of addresses: for each the inlined functions from the innermost out, two lines each,
/// and an empty line.
struct SymbolizedFrames: Sendable {
  /// For each address the innermost function of the project's own source, else the innermost of all.
  let names: [String]

  init(_ output: String) {
    var names: [String] = []
    var functions: [(name: Substring, place: Substring)] = []
    var pending: Substring?
    for line in output.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.isEmpty {
        // Standard library code that was inlined belongs to whoever called it.
        let own = functions.first { $0.place.contains("/Sources/") } ?? functions.first
        if let own { names.append(String(own.name)) }
        functions = []
        pending = nil
      } else if let name = pending {
        functions.append((name, line))
        pending = nil
      } else {
        pending = line
      }
    }
    self.names = names
  }
}
