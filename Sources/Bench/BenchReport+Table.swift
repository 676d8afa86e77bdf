extension BenchReport {
  /// The rows of all tables: each metric that any machine has, and the time from reset.
  var rows: [(name: String, title: String)] {
    (BenchMetric.all.map { ($0.name, $0.title) } + [
      (BenchMetric.reset, "reset → first guest instruction")
    ]).filter { row in results.contains { $0.figures[row.0] != nil } }
      .map { (name: $0.0, title: $0.1) }
  }

  /// The cells of the medians' table, its headings first.
  var medians: [[String]] {
    let martlet = result("martlet")
    // What only cores that are shared have.
    let shared = result("martlet-shared")
    let bare = result("bare")
    let hasPeers = results.contains { $0.name != "bare" && !$0.name.hasPrefix("martlet") }
    var cells = [["median, instructions"] + results.map(\.title)]
    if hasPeers { cells[0].append("best peer ÷ Martlet") }
    if bare != nil { cells[0].append("Martlet ÷ bare") }
    for row in rows {
      var line =
        [row.title]
        + results.map { $0.figures[row.name].map { Self.grouped($0.median) } ?? "–" }
      let own = (martlet?.figures[row.name] ?? shared?.figures[row.name])?.median
      if hasPeers { line.append(Self.ratio(bestPeer(row.name), own)) }
      if let bare {
        // On bare metal nothing happens before the guest.
        let other = row.name == BenchMetric.reset ? nil : bare.figures[row.name]?.median
        line.append(Self.ratio(own, other))
      }
      cells.append(line)
    }
    return cells
  }

  /// For a terminal.
  public var table: String { Self.aligned(medians) }

  /// Columns as wide as they must be, all but the first to the right.
  static func aligned(_ cells: [[String]]) -> String {
    guard let heading = cells.first else { return "" }
    let widths = heading.indices.map { column in cells.map { $0[column].count }.max() ?? 0 }
    return cells.map { line in
      line.enumerated().map { column, cell in
        column == 0 ? cell.rightPadded(to: widths[0]) : cell.leftPadded(to: widths[column])
      }.joined(separator: "  ")
    }.joined(separator: "\n")
  }

  static func markdown(_ cells: [[String]]) -> String {
    guard let heading = cells.first else { return "" }
    let rule = heading.indices.map { $0 == 0 ? "---" : "--:" }
    return ([heading, rule] + cells.dropFirst()).map { "| " + $0.joined(separator: " | ") + " |" }
      .joined(separator: "\n")
  }

  /// With a comma between thousands.
  static func grouped(_ number: UInt64) -> String {
    var digits = Substring(String(number))
    var groups: [Substring] = []
    while digits.count > 3 {
      groups.insert(digits.suffix(3), at: 0)
      digits = digits.dropLast(3)
    }
    return ([digits] + groups).joined(separator: ",")
  }

  /// To one place after the point, by whole numbers.
  static func ratio(_ one: UInt64?, _ other: UInt64?) -> String {
    guard let one, let other, other > 0 else { return "–" }
    let tenths = (one * 10 + other / 2) / other
    return "\(grouped(tenths / 10)).\(tenths % 10)"
  }
}
