internal import ControlTool
internal import Core

/// What a client saw.
struct ReplicaTally: Equatable {
  var answered: UInt64 = 0
  /// Requests that were sent once more.
  var again: UInt64 = 0
  /// Answers that another server gave than the one before.
  var moved: UInt64 = 0
  /// Changes that were answered and are not there any more.
  var lost: UInt64 = 0
  /// Answers that cannot be.
  var wrong: UInt64 = 0
  /// Answers that took longer than they may.
  var late: UInt64 = 0
  /// Milliseconds to an answer, at most: of all, and of those for which another server had to be found.
  var longest: UInt64 = 0
  var longestMoved: UInt64 = 0

  var isRight: Bool { lost == 0 && wrong == 0 }

  func write(to line: inout ToolLine) {
    line.append("answered ", decimal: answered)
    line.append(", sent again ", decimal: again)
    line.append(", lost ", decimal: lost)
    line.append(", wrong ", decimal: wrong)
    line.append(", late ", decimal: late)
    line.append(", longest ", decimal: longest)
    line.append(" ms, moved ", decimal: moved)
    line.append(", longest of those ", decimal: longestMoved)
    line.append(" ms\n")
  }
}
