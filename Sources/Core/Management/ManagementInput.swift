#if MARTLET_SHARING
  /// What came of a command line.
  public enum ManagementInput: Equatable, Sendable {
    /// There was nothing in it, or there is no whole line yet.
    case nothing
    case call(ManagementCall)
    case help
    /// It cannot be understood, and a sentence says why.
    case complaint
  }
#endif
