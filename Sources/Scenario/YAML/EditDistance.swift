/// How many letters must be added, removed, replaced or swapped with their neighbour to turn one
/// word into the other.
func editDistance(_ one: String, _ other: String) -> Int {
  let first = Array(one.lowercased())
  let second = Array(other.lowercased())
  var beforePrevious: [Int] = []
  var previous = Array(0...second.count)
  for row in first.indices {
    var current = [row + 1]
    for column in second.indices {
      let replaced = previous[column] + (first[row] == second[column] ? 0 : 1)
      var best = min(replaced, previous[column + 1] + 1, current[column] + 1)
      if row > 0, column > 0, first[row] == second[column - 1], first[row - 1] == second[column] {
        best = min(best, beforePrevious[column - 1] + 1)
      }
      current.append(best)
    }
    beforePrevious = previous
    previous = current
  }
  return previous[second.count]
}

/// The candidate that a misspelt word most likely means, or nil when none is near.
func nearest(to word: String, among candidates: [String]) -> String? {
  let limit = max(1, word.count / 2)
  return
    candidates
    .map { (distance: editDistance(word, $0), candidate: $0) }
    .filter { $0.distance <= limit }
    .min { $0.distance < $1.distance }?
    .candidate
}

/// `"a"`, `"a" or "b"`, `"a", "b" or "c"`.
func alternatives(_ words: [String], joinedBy word: String = "or") -> String {
  let quoted = words.map { "\"\($0)\"" }
  guard let last = quoted.last, quoted.count > 1 else { return quoted.first ?? "" }
  return quoted.dropLast().joined(separator: ", ") + " \(word) " + last
}

/// What to write in place of an unknown word.
func suggestion(for word: String, among candidates: [String]) -> String {
  if let guess = nearest(to: word, among: candidates) { return "did you mean \"\(guess)\"?" }
  return "use \(alternatives(candidates))"
}
