import Core
import Testing

/// What Linux's `arm_smc_wdt` calls, in its order, and what it expects.
@Suite struct WatchdogTimerTests {
  private static let frequency: UInt64 = 1000

  private static func call(
    _ watchdog: inout WatchdogTimer, _ call: WatchdogTimer.Call, _ argument: UInt64 = 0,
    at now: UInt64
  ) -> WatchdogTimer.Answer {
    watchdog.call(UInt64(call.rawValue), argument, now: now, frequency: frequency)
  }

  @Test func linuxFindsItSetsItAndPetsIt() {
    var watchdog = WatchdogTimer(longest: 10)
    let found = Self.call(&watchdog, .describe, at: 5)
    #expect(found.status == .success)
    #expect(found.first == 1)
    #expect(found.second == 10)
    #expect(Self.call(&watchdog, .timeLeft, at: 5).status == .success)
    #expect(Self.call(&watchdog, .setTimeout, 10, at: 5).status == .success)
    // Nothing runs yet.
    #expect(watchdog.deadline == .max)
    let started = Self.call(&watchdog, .enable, 1, at: 100)
    #expect(started.status == .success)
    #expect(started.isEarlier)
    #expect(watchdog.deadline == 10_100)
    let petted = Self.call(&watchdog, .pet, at: 2000)
    #expect(petted.status == .success)
    #expect(!petted.isEarlier)
    #expect(watchdog.deadline == 12_000)
    #expect(Self.call(&watchdog, .timeLeft, at: 5000).first == 7)
    #expect(Self.call(&watchdog, .timeLeft, at: 12_000).first == 0)
    let shortened = Self.call(&watchdog, .setTimeout, 2, at: 6000)
    #expect(shortened.isEarlier)
    #expect(watchdog.deadline == 8000)
    #expect(Self.call(&watchdog, .enable, 0, at: 7000).status == .success)
    #expect(watchdog.deadline == .max)
    _ = Self.call(&watchdog, .pet, at: 7001)
    #expect(watchdog.deadline == .max)
  }

  @Test func whatIsOutOfRangeChangesNothing() {
    var watchdog = WatchdogTimer(longest: 10)
    _ = Self.call(&watchdog, .enable, 1, at: 0)
    for argument in [0, 11, .max] as [UInt64] {
      #expect(Self.call(&watchdog, .setTimeout, argument, at: 50).status == .invalidParameters)
    }
    #expect(Self.call(&watchdog, .enable, 2, at: 50).status == .invalidParameters)
    for number in [5, 6, 1 << 32, .max] as [UInt64] {
      let answer = watchdog.call(number, 1, now: 50, frequency: Self.frequency)
      #expect(answer.status == .notSupported)
    }
    #expect(watchdog.timeout == 10)
    #expect(watchdog.deadline == 10_000)
  }

  @Test func whoHasNoneIsToldSo() {
    var watchdog = WatchdogTimer(longest: 0)
    for number in 0..<6 as Range<UInt64> {
      let answer = watchdog.call(number, 1, now: 0, frequency: Self.frequency)
      #expect(answer.status == .notSupported)
    }
    #expect(watchdog.deadline == .max)
  }

  @Test func aStartTurnsItOff() {
    var watchdog = WatchdogTimer(longest: 10)
    _ = Self.call(&watchdog, .setTimeout, 3, at: 0)
    _ = Self.call(&watchdog, .enable, 1, at: 0)
    watchdog.reset()
    #expect(watchdog.deadline == .max)
    #expect(watchdog.timeout == 10)
    #expect(!watchdog.isRunning)
  }
}
