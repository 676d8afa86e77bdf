internal import ArgumentParser
private import Foundation

/// What the exit codes of `martlet` mean. A wrong command line is wrong input like a wrong scenario.
enum ExitMeaning: Int32 {
  case done = 0
  case wrongInput = 1
  /// The machine or a tool is missing.
  case missing = 2
  /// The run did not do what was expected.
  case unexpected = 3
}

extension ExitCode {
  init(_ meaning: ExitMeaning) { self.init(meaning.rawValue) }
}

/// Writes one line to standard error.
func report(_ line: String) {
  FileHandle.standardError.write(Data((line + "\n").utf8))
}
