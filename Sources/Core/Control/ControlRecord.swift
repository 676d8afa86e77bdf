#if MARTLET_SERVICE
  /// What an answer's part tells of one thing. A record that is longer than known comes from a later version: the rest is not
  /// looked at.
  public protocol ControlRecord: BitwiseCopyable {
    /// Nil where the bytes are none.
    init?(_ bytes: RawSpan)
    func write(to message: inout ControlMessage)
  }
#endif
