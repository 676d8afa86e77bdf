import Core
import Synchronization
import TestSupport
import Testing

@Suite struct VirtualCPUPowerTests {
  /// In a class, since `#expect` cannot take what may not be copied.
  private final class Power: @unchecked Sendable {
    private let power = VirtualCPUPower()

    var entry: UInt64 { power.entry }
    var context: UInt64 { power.context }
    var isOn: Bool { power.isOn }
    var affinityInformation: UInt64 { power.affinityInformation }
    func request(entry: UInt64, context: UInt64) -> PSCIStatus {
      power.request(entry: entry, context: context)
    }
    func take() -> Bool { power.take() }
    func turnOff() { power.turnOff() }
  }

  @Test func aCoreGoesFromOffToOnAndBack() {
    let power = Power()
    #expect(power.affinityInformation == 1)
    #expect(!power.isOn)
    #expect(!power.take())
    #expect(power.request(entry: 0x4000, context: 7) == .success)
    #expect(power.affinityInformation == 2)
    #expect(!power.isOn)
    // On its way: the first caller's entry stays.
    #expect(power.request(entry: 0x5000, context: 8) == .onPending)
    #expect(power.entry == 0x4000)
    #expect(power.context == 7)
    #expect(power.take())
    #expect(power.isOn)
    #expect(power.affinityInformation == 0)
    #expect(power.request(entry: 0x5000, context: 8) == .alreadyOn)
    #expect(!power.take())
    power.turnOff()
    #expect(power.affinityInformation == 1)
    #expect(power.request(entry: 0x6000, context: 9) == .success)
    #expect(power.entry == 0x6000 && power.context == 9)
    // A start that the VM's end overtakes is forgotten.
    power.turnOff()
    #expect(!power.take())
  }

  private final class Shared: @unchecked Sendable {
    let power = Power()
    let successes = Atomic(0)
    let starts = Atomic(0)
    let callersLeft = Atomic(3)
    let mismatches = Atomic(0)
  }

  /// Three cores ask for one to be started, as often as they like; it starts, stops, starts. Each success is one start,
  /// with that caller's entry and context.
  @Test func eachSuccessIsOneStartWithItsOwnEntry() async {
    let shared = Shared()
    await inThreads(4) { index in
      if index == 0 {
        while true {
          let isLast = shared.callersLeft.load(ordering: .acquiring) == 0
          if shared.power.take() {
            shared.starts.add(1, ordering: .relaxed)
            if shared.power.entry != ~shared.power.context {
              shared.mismatches.add(1, ordering: .relaxed)
            }
            shared.power.turnOff()
          } else if isLast {
            return
          }
        }
      }
      for round in 0..<5000 as Range<UInt64> {
        let entry = UInt64(index) << 32 | round
        if shared.power.request(entry: entry, context: ~entry) == .success {
          shared.successes.add(1, ordering: .relaxed)
        }
      }
      shared.callersLeft.subtract(1, ordering: .releasing)
    }
    let successes = shared.successes.load(ordering: .relaxed)
    #expect(successes > 0)
    #expect(shared.starts.load(ordering: .relaxed) == successes)
    #expect(shared.mismatches.load(ordering: .relaxed) == 0)
  }
}
