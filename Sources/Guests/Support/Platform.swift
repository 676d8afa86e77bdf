/// What the device tree said about the machine.
public enum Platform {
  /// Reads the tree and switches the console on. Without a tree the guest stays silent and powers off.
  public static func start(deviceTree: UInt64) {
    guard let tree = DeviceTree(address: deviceTree) else {
      PowerControl.off()
    }
    tree.read()
    Console.prepare()
  }

  public static var cpuCount: Int { Int(truncatingIfNeeded: SupportWord[SupportWord.cpuCount]) }
  public static var distributor: UInt64 { SupportWord[SupportWord.distributor] }
  public static var redistributors: UInt64 { SupportWord[SupportWord.redistributors] }
  public static var redistributorSize: UInt64 { SupportWord[SupportWord.redistributorSize] }
  public static var uart: UInt64 { SupportWord[SupportWord.uart] }
  /// The PL031 real-time clock; zero: none.
  public static var clock: UInt64 { SupportWord[SupportWord.clock] }
  /// The first channel (docs/channels.md): its registers, its memory, its interrupt; zero: none.
  public static var channelRegisters: UInt64 { SupportWord[SupportWord.channelRegisters] }
  public static var channelMemory: UInt64 { SupportWord[SupportWord.channelMemory] }
  public static var channelInterrupt: UInt64 { SupportWord[SupportWord.channelInterrupt] }
  public static var memoryBase: UInt64 { SupportWord[SupportWord.memoryBase] }
  public static var memorySize: UInt64 { SupportWord[SupportWord.memorySize] }

  /// The affinity value (`MPIDR_EL1` without its flags) of CPU `index`, in the tree's order.
  public static func affinity(_ index: Int) -> UInt64 {
    SupportWord[SupportWord.firstAffinity &+ (index & 7)]
  }
}
