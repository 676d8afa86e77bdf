/// A property or node of the configuration tree, by its meaning: the names that reader and writer
/// share, and what an error points at.
public enum ConfigurationField: UInt8, Sendable {
  case compatible, name, board, boardCompatible, consoleMode, consoleFocus, consoleEscape
  case virtualMachine, cores, affinities, interruptMode, startsByItself, onFailure, restartLimit
  case entry, deviceTreeAddress, memory, guest, physical, size, load, part, address, flash
  case uart, uartInterrupt, rtc, rtcInterrupt, virtio, passthrough, passthroughInterrupts

  /// The name in the tree; for a numbered node, the part before the `@`.
  public var name: RawSpan {
    @_lifetime(immortal)
    get { Self.names.line(rawValue) }
  }

  private static var names: StaticString {
    """
    compatible
    name
    board
    board-compatible
    console-mode
    console-focus
    console-escape
    vm
    cpus
    affinities
    interrupts-mode
    autostart
    on-failure
    restart-limit
    entry
    device-tree-address
    memory
    guest
    physical
    size
    load
    part
    address
    flash
    uart
    uart-interrupt
    rtc
    rtc-interrupt
    virtio
    passthrough
    passthrough-interrupts
    """
  }

  /// The root's `compatible` of a configuration that this reader understands.
  public static var compatibleValue: StaticString { "martlet,configuration-1" }
}
