internal import CControlDevice
internal import ControlTool

/// Standard output and standard error.
struct Terminal: ControlConsole {
  func print(_ text: RawSpan) { write(text, to: 1) }
  func complain(_ text: RawSpan) { write(text, to: 2) }

  private func write(_ text: RawSpan, to file: CInt) {
    // Safety: the span's bytes, and as many as it has.
    unsafe text.withUnsafeBytes {
      // Safety: see above.
      unsafe control_print(file, $0.baseAddress, $0.count)
    }
  }
}
