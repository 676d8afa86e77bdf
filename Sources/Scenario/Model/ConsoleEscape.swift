/// The control keys that can begin a command to the console.
public enum ConsoleEscape {
  /// `ctrl-a` to `ctrl-z`, without those that terminals and guests cannot do without: backspace,
  /// tab, line feed, carriage return.
  static let words: [String] = "abcdefgklnopqrstuvwxyz".map { "ctrl-\($0)" }

  /// The byte a terminal sends for the word, such as 0x14 for `ctrl-t`; nil for an unknown one.
  public static func byte(of word: String) -> UInt8? {
    guard words.contains(word), let letter = word.utf8.last else { return nil }
    return letter & 0x1F
  }
}
