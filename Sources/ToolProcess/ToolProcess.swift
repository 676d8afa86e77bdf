internal import CControlDevice
internal import Core

/// A program that the C library enters, without an array of strings for its arguments.
public enum ToolProcess {
  /// Gives the arguments behind the first to `body`, each with a zero byte behind it.
  // Safety: what a process gets as arguments; only its entry has them.
  @unsafe
  public static func run(
    _ count: CInt, _ arguments: UnsafePointer<UnsafeMutablePointer<CChar>?>,
    _ body: (RawSpan) -> CInt
  ) -> CInt {
    var buffer = InlineArray<1024, UInt8>(repeating: 0)
    var bytes = buffer.mutableSpan
    // Safety: see above, and room for 1024 bytes.
    let length = unsafe bytes.withUnsafeMutableBufferPointer {
      // Safety: see above.
      unsafe control_arguments(count, arguments, $0.baseAddress, $0.count)
    }
    return body(buffer.span.extracting(first: length).raw)
  }
}
