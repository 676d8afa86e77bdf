/// A command typed to the shell of the service VM, and what it prints: the lines between two marks, of which the second has
/// the exit code. The shell's echo of what was typed has neither as a line of its own.
struct ShellDialogue {
  let command: RemoteCommand
  private let mark: String
  private var lines: [String] = []
  /// The first line behind the first mark.
  private var start: Int?

  /// `number` is another for each dialogue of a run: what an earlier one still prints is not this one's.
  init(_ command: RemoteCommand, number: Int) {
    self.command = command
    mark = "@martlet-\(number)"
  }

  /// With Enter. A line that is half typed is thrown away.
  var typed: [UInt8] {
    let words = command.words.map {
      "'"
        + $0.split(separator: "'", omittingEmptySubsequences: false)
        .joined(separator: "'\\''") + "'"
    }
    return [UInt8](
      "\u{15}echo \(mark); martletctl \(words.joined(separator: " ")); echo \(mark):$?@\n".utf8)
  }

  /// A line of the service VM's console, or the rest of the last one. The answer when it is complete.
  mutating func see(_ text: String, continues: Bool) -> RemoteAnswer? {
    if continues, let last = lines.indices.last {
      lines[last] += text
    } else {
      lines.append(text)
    }
    guard let line = lines.last else { return nil }
    guard let start else {
      if line == mark { start = lines.count }
      return nil
    }
    guard line.hasPrefix(mark + ":"), line.hasSuffix("@"),
      let status = Int32(line.dropFirst(mark.count + 1).dropLast())
    else { return nil }
    let output = lines[start..<(lines.count - 1)].map { $0 + "\n" }.joined()
    return RemoteAnswer(output: output, status: status)
  }
}
