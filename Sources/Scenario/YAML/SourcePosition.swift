/// A place in a scenario file. Lines and columns count from 1, as editors show them.
public struct SourcePosition: Hashable, Comparable, Sendable {
  public var line: Int
  public var column: Int

  public init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }

  /// Where a complaint about the file as a whole points.
  public static let start = SourcePosition(line: 1, column: 1)

  public static func < (one: SourcePosition, other: SourcePosition) -> Bool {
    (one.line, one.column) < (other.line, other.column)
  }
}
