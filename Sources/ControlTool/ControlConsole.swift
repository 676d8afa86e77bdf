internal import Core

/// Where results and complaints go, and what is typed comes from.
public protocol ControlConsole: ~Copyable {
  mutating func print(_ text: RawSpan)
  mutating func complain(_ text: RawSpan)
  /// From now on what is typed comes at once, and nothing is made of it. False where nobody types but a file is read.
  mutating func beginTyping() -> Bool
  /// The terminal is as it was before.
  mutating func endTyping()
  /// What was typed, at most so many bytes. Waits for about so long where there is nothing.
  mutating func readTyped(
    into buffer: inout MutableSpan<UInt8>, atMost most: Int, milliseconds: UInt32
  ) -> ControlTyped
}

extension ControlConsole where Self: ~Copyable {
  // Of programs to which nobody types.
  public mutating func beginTyping() -> Bool { false }
  public mutating func endTyping() {}
  public mutating func readTyped(
    into buffer: inout MutableSpan<UInt8>, atMost most: Int, milliseconds: UInt32
  ) -> ControlTyped { .ended }

  /// A line with the name of the program in front; it is empty then.
  package mutating func complain(of program: StaticString, _ line: inout ToolLine) {
    var whole = ToolLine()
    whole.append(program)
    whole.append(": ")
    line.withText { whole.append($0.raw) }
    whole.append("\n")
    whole.withText { complain($0.raw) }
    line.removeAll()
  }
}
