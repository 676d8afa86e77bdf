#if MARTLET_SHARING
  /// The line that is being typed to the monitor.
  struct CommandPrompt: ~Copyable {
    /// Typed bytes go to the monitor.
    var hasFocus = false
    /// The terminal's cursor is behind the prompt and the line.
    var isShown = false
    static var longestLine: Int { 96 }
    var line = TextBuffer<96>()
    /// When something else was shown last.
    var lastOutput: UInt64 = 0
    var sequence = Sequence.none

    /// How far into the bytes of a key such as an arrow the input is; they all mean nothing here.
    enum Sequence: UInt8 {
      case none
      /// After ESC.
      case escape
      /// After ESC [ or ESC O: up to a final byte.
      case body
    }

    /// Whether the byte belongs to such a key.
    mutating func isPartOfSequence(_ byte: UInt8) -> Bool {
      switch sequence {
      case .none:
        guard byte == 0x1B else { return false }
        sequence = .escape
      case .escape: sequence = byte == 0x5B || byte == 0x4F ? .body : .none
      case .body: if byte >= 0x40 { sequence = .none }
      }
      return true
    }
  }
#endif
