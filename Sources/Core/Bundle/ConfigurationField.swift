/// A property or node of the configuration tree, by its meaning: the names that reader and writer
/// share, and what an error points at.
public enum ConfigurationField: Equatable, Sendable {
  case compatible, name, board, boardCompatible, consoleMode, consoleFocus, consoleEscape
  case virtualMachine, cores, affinities, interruptMode, startsByItself, onFailure, restartLimit
  case entry, deviceTreeAddress, memory, guest, physical, size, load, part, address, flash
  case uart, uartInterrupt, rtc, rtcInterrupt, virtio, passthrough, passthroughInterrupts

  /// The name in the tree; for a numbered node, the part before the `@`.
  public var name: StaticString {
    switch self {
    case .compatible: "compatible"
    case .name: "name"
    case .board: "board"
    case .boardCompatible: "board-compatible"
    case .consoleMode: "console-mode"
    case .consoleFocus: "console-focus"
    case .consoleEscape: "console-escape"
    case .virtualMachine: "vm"
    case .cores: "cpus"
    case .affinities: "affinities"
    case .interruptMode: "interrupts-mode"
    case .startsByItself: "autostart"
    case .onFailure: "on-failure"
    case .restartLimit: "restart-limit"
    case .entry: "entry"
    case .deviceTreeAddress: "device-tree-address"
    case .memory: "memory"
    case .guest: "guest"
    case .physical: "physical"
    case .size: "size"
    case .load: "load"
    case .part: "part"
    case .address: "address"
    case .flash: "flash"
    case .uart: "uart"
    case .uartInterrupt: "uart-interrupt"
    case .rtc: "rtc"
    case .rtcInterrupt: "rtc-interrupt"
    case .virtio: "virtio"
    case .passthrough: "passthrough"
    case .passthroughInterrupts: "passthrough-interrupts"
    }
  }

  /// The root's `compatible` of a configuration that this reader understands.
  public static var compatibleValue: StaticString { "martlet,configuration-1" }
}
