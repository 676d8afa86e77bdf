/// Draws the medians with gnuplot.
public enum BenchChart {
  /// The metrics that have a bar, and short names for them.
  private static let metrics = [
    ("psci-version", "hypercall"), ("gicd-typer-read", "GICD read"),
    ("gicd-isenabler-write", "GICD write"), ("timer-virtual", "timer"), ("wfi-wake", "WFI wake"),
    ("sgi-self", "self-SGI"), ("sgi-round-trip", "SGI and back"), ("cpu-on", "CPU\\\\_ON"),
  ]
  /// Dark to light, told apart without colour too.
  private static let colours = [
    "#b0b7bf", "#0b6e4f", "#4c9f70", "#8fd3a8", "#c3e8d0", "#3a6ea5", "#c8553d", "#e8a598",
  ]

  public static func write(_ report: BenchReport, to path: String) throws(BenchError) {
    _ = try BenchTool.run("gnuplot", ["-"], input: script(report, path: path))
  }

  static func script(_ report: BenchReport, path: String) -> String {
    let rows = metrics.map { name, title in
      "\"\(title)\" "
        + report.results.map { $0.figures[name].map { "\($0.median)" } ?? "NaN" }
        .joined(separator: " ")
    }
    let columns = report.results.enumerated().map { index, result in
      "'$data' using \(index + 2)\(index == 0 ? ":xtic(1)" : "") title \"\(result.title)\" linecolor rgb"
        + " \"\(colours[index % colours.count])\""
    }
    return """
      $data << EOD
      \(rows.joined(separator: "\n"))
      EOD
      set terminal svg size 960,420 font "sans-serif,13" background "#ffffff"
      set output "\(path)"
      set title "Instructions, median (logarithmic; fewer is better)"
      set style data histogram
      set style histogram clustered gap 1.5
      set style fill solid border rgb "#ffffff"
      set boxwidth 1
      set logscale y
      set yrange [0.8:20000]
      set grid ytics linecolor rgb "#dddddd"
      set border 3 linecolor rgb "#555555"
      set tics nomirror
      set key outside bottom center horizontal
      plot \(columns.joined(separator: ", \\\n     "))

      """
  }
}
