/// Rows of cells as lines with columns that stand below each other.
enum TextTable {
  /// Columns in `left` begin at the left, all others end at the right.
  static func lines(_ rows: [[String]], left: Set<Int>) -> [String] {
    guard let first = rows.first else { return [] }
    let widths = first.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      var line = zip(row.indices, row).map { column, text in
        let padding = String(repeating: " ", count: widths[column] - text.count)
        return left.contains(column) ? text + padding : padding + text
      }.joined(separator: "  ")[...]
      while line.last == " " { line.removeLast() }
      return String(line)
    }
  }
}
