internal import ControlTool
internal import ToolProcess

/// Entered by the C library. SwiftPM's linker calls it so; the language itself would make an array of strings.
@c(martletctl_main)
public func start(
  _ count: CInt, _ arguments: UnsafePointer<UnsafeMutablePointer<CChar>?>
) -> CInt {
  // Safety: what a process gets as arguments.
  unsafe ToolProcess.run(count, arguments) {
    ControlTool.run($0, StandardConsole()) { () throws(ControlFailure) in try Device() }
  }
}
