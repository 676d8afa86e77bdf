import Core

/// A VM of the fake hypervisor.
struct FakeMachine {
  var name: String
  var rights: ManagementRights
  var state = MachineState.running
  var pool = 0
  var weight: UInt64 = 100
  var priority: UInt8 = 0
  var budget: UInt64 = 0
  var period: UInt64 = 0
  var starts: UInt32 = 1
  var time: UInt64 = 0
  var exits: UInt64 = 0
  var isCreated = false
  var role: StandbyPair.Role?
  var isReady = false
  /// What it printed since boot, from where on that is kept, and where this VM's begins.
  var printed: [UInt8] = []
  var kept = 0
  var origin = 0
  /// What was typed to it, and how much more of that it takes.
  var typed: [UInt8] = []
  var room = Int.max
  /// What it prints for each key.
  var echo: (UInt8) -> [UInt8] = { _ in [] }
}
