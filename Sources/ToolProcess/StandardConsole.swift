internal import CControlDevice
public import ControlTool

/// Standard input, output and error.
public struct StandardConsole: ControlConsole {
  public init() {}

  public func print(_ text: RawSpan) { write(text, to: 1) }
  public func complain(_ text: RawSpan) { write(text, to: 2) }

  public func beginTyping() -> Bool { control_begin_typing() }
  public func endTyping() { control_end_typing() }

  public func readTyped(
    into buffer: inout MutableSpan<UInt8>, atMost most: Int, milliseconds: UInt32
  ) -> ControlTyped {
    // Safety: the span's bytes, and as many as it has room for.
    let count = unsafe buffer.withUnsafeMutableBufferPointer {
      // Safety: see above.
      unsafe control_read_typed($0.baseAddress, min($0.count, max(most, 0)), milliseconds)
    }
    return count > 0 ? .bytes(count) : count == 0 ? .nothing : .ended
  }

  private func write(_ text: RawSpan, to file: CInt) {
    // Safety: the span's bytes, and as many as it has.
    unsafe text.withUnsafeBytes {
      // Safety: see above.
      unsafe control_print(file, $0.baseAddress, $0.count)
    }
  }
}
