/// What came of waiting for somebody who types.
public enum ControlTyped: Sendable, Equatable {
  /// So many bytes.
  case bytes(Int)
  /// Nothing for now.
  case nothing
  /// Nothing more will come.
  case ended
}
