import Machine
import Testing

extension RunResult {
  /// What the guest `control` of this name told of its windows. The end of a run may cut off the last line, which tells nothing.
  func windows(of name: String) -> [String] {
    let windows = lines(of: name).filter { $0.hasPrefix("control: ticks=") }
    return windows.last?.contains(" exits=") == false ? windows.dropLast() : windows
  }

  /// It told of so many windows at least, none of which had an exit.
  func expectNoExits(
    of name: String, windows count: Int = 1, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let windows = windows(of: name)
    #expect(
      windows.count >= count, "\(name): \(lines(of: name))", sourceLocation: sourceLocation)
    for line in windows {
      #expect(
        line.split(separator: " ").contains("exits=0"), "\(name): \(line)",
        sourceLocation: sourceLocation)
    }
  }

  /// Nobody made it exit or start anew.
  func expectUntouched(_ name: String, sourceLocation: SourceLocation = #_sourceLocation) {
    expectNoExits(of: name, sourceLocation: sourceLocation)
    #expect(report[name]?.starts == 1, sourceLocation: sourceLocation)
  }
}
