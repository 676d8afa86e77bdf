/// Why a mapping was refused. The table is then partly written and must not be used.
public enum TranslationTableError: Error, Equatable {
  /// An address or the size is no multiple of 4 KiB, or the size is zero.
  case misaligned
  /// The range leaves the table's input address space, or wraps.
  case outOfRange
  /// Part of the range is mapped already.
  case alreadyMapped
  /// No frame is left for a table.
  case outOfFrames
}
