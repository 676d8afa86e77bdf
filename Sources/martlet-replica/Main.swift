internal import ChannelDevice
internal import Replica
internal import ToolProcess

/// Entered by the C library, as `martletctl` is.
@c(martlet_replica_main)
public func start(
  _ count: CInt, _ arguments: UnsafePointer<UnsafeMutablePointer<CChar>?>
) -> CInt {
  // Safety: what a process gets as arguments.
  unsafe ToolProcess.run(count, arguments) {
    ReplicaTool.run($0, StandardConsole()) { () throws(ChannelFailure) in try LinuxReplica() }
  }
}
