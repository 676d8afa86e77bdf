/// A scenario after every decision is taken: the only thing that the bundle writer, the guest device
/// trees and the runner read. The planner makes it from a checked model; nothing in it is a default,
/// a name to resolve or a size to round, and nothing downstream may decide again.
///
/// Conventions: addresses and sizes are bytes; interrupt numbers are architectural INTIDs (shared
/// peripheral interrupt n is 32 + n); cores are indices in the order of the board tree's /cpus.
public struct MachinePlan: Sendable, Equatable {
  public var name: String
  public var board: BoardModel
  public var console: ConsolePlan
  /// In scenario order.
  public var pools: [PoolPlan]
  /// In scenario order: the position here is the VM's index everywhere (VMID, console digit).
  public var virtualMachines: [VirtualMachinePlan]
  /// In scenario order.
  public var channels: [ChannelPlan]
  public var reserve: ReservePlan?
  /// Nil where the image watches nothing.
  public var health: MachineHealthPlan?
  /// Where the hypervisor's file is loaded; its size decides the lowest address for VM memory.
  public var imageAddress: UInt64

  public init(
    name: String, board: BoardModel, console: ConsolePlan = ConsolePlan(), pools: [PoolPlan] = [],
    virtualMachines: [VirtualMachinePlan], channels: [ChannelPlan] = [],
    reserve: ReservePlan? = nil, imageAddress: UInt64
  ) {
    self.name = name
    self.board = board
    self.console = console
    self.pools = pools
    self.virtualMachines = virtualMachines
    self.channels = channels
    self.reserve = reserve
    self.imageAddress = imageAddress
  }

  /// Whether the plan needs an image that shares cores.
  public var sharesCores: Bool { pools.contains(where: \.isShared) }

  /// Whether the image has to know the pools: to share their cores, or to bind VMs to them that come later.
  public var namesPools: Bool { sharesCores || reserve != nil }
}

/// How the one physical UART is shared.
public struct ConsolePlan: Sendable, Equatable {
  public enum Mode: UInt32, Sendable {
    /// Whole lines, each with its VM's name in brackets.
    case lines = 0
    /// One VM in focus, raw in both directions.
    case raw = 1
  }

  public var mode: Mode
  /// Index of the VM that receives input first.
  public var focus: Int
  /// The byte that starts a console command; 0x14 (Ctrl-T) unless the scenario says otherwise.
  public var escape: UInt8

  public init(mode: Mode = .lines, focus: Int = 0, escape: UInt8 = 0x14) {
    self.mode = mode
    self.focus = focus
    self.escape = escape
  }
}
