internal import CControlDevice
public import ControlTool

/// Standard output and standard error.
public struct StandardConsole: ControlConsole {
  public init() {}

  public func print(_ text: RawSpan) { write(text, to: 1) }
  public func complain(_ text: RawSpan) { write(text, to: 2) }

  private func write(_ text: RawSpan, to file: CInt) {
    // Safety: the span's bytes, and as many as it has.
    unsafe text.withUnsafeBytes {
      // Safety: see above.
      unsafe control_print(file, $0.baseAddress, $0.count)
    }
  }
}
