internal import CControlDevice
internal import ControlTool
internal import Core

/// Entered by the C library. SwiftPM's linker calls it so; the language itself would make an array of strings.
@c(martletctl_main)
public func start(
  _ count: CInt, _ arguments: UnsafePointer<UnsafeMutablePointer<CChar>?>
) -> CInt {
  var buffer = InlineArray<1024, UInt8>(repeating: 0)
  var bytes = buffer.mutableSpan
  // Safety: what a process gets as arguments, and room for 1024 bytes.
  let length = unsafe bytes.withUnsafeMutableBufferPointer {
    // Safety: see above.
    unsafe control_arguments(count, arguments, $0.baseAddress, $0.count)
  }
  return ControlTool.run(buffer.span.extracting(first: length).raw, Terminal()) {
    () throws(ControlFailure) in try Device()
  }
}
