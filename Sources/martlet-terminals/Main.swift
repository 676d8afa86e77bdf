internal import ChannelDevice
internal import TerminalTool
internal import ToolProcess

/// Entered by the C library, as `martletctl` is.
@c(martlet_terminals_main)
public func start(
  _ count: CInt, _ arguments: UnsafePointer<UnsafeMutablePointer<CChar>?>
) -> CInt {
  // Safety: what a process gets as arguments.
  unsafe ToolProcess.run(count, arguments) {
    TerminalTool.run($0, StandardConsole()) { () throws(ChannelFailure) in try LinuxChannels() }
  }
}
