#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// The person's terminal, switched to give every key as it is typed. Restored by `restore`, which
/// every way out of a run passes.
struct Terminal {
  static let input: Int32 = 0
  static let output: Int32 = 1

  private var original: termios?

  /// Whether a person sits at both ends.
  static var isInteractive: Bool {
    Descriptor.isTerminal(input) && Descriptor.isTerminal(output)
  }

  mutating func makeRaw() {
    var settings = termios()
    // Safety: the structure outlives the calls.
    guard unsafe tcgetattr(Self.input, &settings) == 0 else { return }
    original = settings
    unsafe cfmakeraw(&settings)
    _ = unsafe tcsetattr(Self.input, TCSANOW, &settings)
  }

  mutating func restore() {
    guard var settings = original else { return }
    // Safety: the structure outlives the call.
    _ = unsafe tcsetattr(Self.input, TCSANOW, &settings)
    original = nil
  }
}
