/// A property or node of the configuration tree, by its meaning: the names that reader and writer
/// share, and what an error points at.
public enum ConfigurationField: UInt8, Sendable {
  case compatible, name, board, boardCompatible, consoleMode, consoleFocus, consoleEscape
  case virtualMachine, cores, affinities, interruptMode, startsByItself, onFailure, restartLimit
  case entry, deviceTreeAddress, memory, guest, physical, size, load, part, address, flash
  case uart, uartInterrupt, rtc, rtcInterrupt, virtio, passthrough, passthroughInterrupts
  #if MARTLET_SERVICE
    case pci, channel, machines, slots, interrupts, registers, parts
    case service, managed
    case reserve, reservedMachines, givable, identity
    case health, watchdog, interruptRate, heartbeat, safeState, bundleCheck, coreCheck
    case standby
  #endif

  /// The name in the tree; for a numbered node, the part before the `@`.
  public var name: RawSpan {
    @_lifetime(immortal)
    get {
      #if MARTLET_SERVICE
        if rawValue >= Self.pci.rawValue {
          return Self.serviceNames.row(rawValue &- Self.pci.rawValue, of: 16)
        }
      #endif
      return Self.names.row(rawValue, of: 24)
    }
  }

  #if MARTLET_SERVICE
    private static var serviceNames: StaticString {
      """
      pci\0            \
      channel\0        \
      vms\0            \
      slots\0          \
      interrupts\0     \
      registers\0      \
      parts\0          \
      service\0        \
      managed\0        \
      reserve\0        \
      reserved-vms\0   \
      givable\0        \
      identity\0       \
      health\0         \
      watchdog\0       \
      interrupt-rate\0 \
      heartbeat\0      \
      safe-state\0     \
      bundle-check\0   \
      core-check\0     \
      standby\0
      """
    }
  #endif

  private static var names: StaticString {
    """
    compatible\0             \
    name\0                   \
    board\0                  \
    board-compatible\0       \
    console-mode\0           \
    console-focus\0          \
    console-escape\0         \
    vm\0                     \
    cpus\0                   \
    affinities\0             \
    interrupts-mode\0        \
    autostart\0              \
    on-failure\0             \
    restart-limit\0          \
    entry\0                  \
    device-tree-address\0    \
    memory\0                 \
    guest\0                  \
    physical\0               \
    size\0                   \
    load\0                   \
    part\0                   \
    address\0                \
    flash\0                  \
    uart\0                   \
    uart-interrupt\0         \
    rtc\0                    \
    rtc-interrupt\0          \
    virtio\0                 \
    passthrough\0            \
    passthrough-interrupts\0
    """
  }

  /// The root's `compatible` of a configuration that this reader understands.
  public static var compatibleValue: StaticString { "martlet,configuration-1" }
}
