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
}
