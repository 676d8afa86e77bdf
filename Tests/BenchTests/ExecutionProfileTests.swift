import Testing

@testable import Bench

@Suite struct ExecutionProfileTests {
  @Test func theLogHasWindowsAndCounts() {
    let log = ExecutionLog("window 1 95\nwindow 2 96\n80000001090c 1\n8000000018b8 12\nnonsense\n")
    #expect(log.windows == [95, 96])
    #expect(
      log.counts == [
        .init(address: 0x8000_0001_090C, count: 1), .init(address: 0x8000_0000_18B8, count: 12),
      ])
  }

  @Test func anAddressBelongsToTheInnermostFunctionOfOurSource() {
    let frames = SymbolizedFrames(
      """
      $sSlE5firstSgvg
      /usr/lib/swift/Collection.swift:1:2
      inner
      /a/Sources/Core/Inner.swift:3:4
      outer
      /a/Sources/Core/Outer.swift:5:6

      alone
      ??:0:0


      """)
    #expect(frames.names == ["inner", "alone"])
  }

  @Test func theTableAddsUpWhatItLeavesOut() {
    let profile = ExecutionProfile(
      windows: [60],
      functions: [
        .init(name: "one", instructions: 30), .init(name: "two", instructions: 20),
        .init(name: "three", instructions: 10),
      ])
    #expect(profile.table(limit: 1) == "       30  one\n       30  in 2 more")
  }

  @Test func partsOfTheResetAddUpToAll() {
    let profile = ExecutionProfile(
      windows: [1111],
      functions: [
        .init(name: "static SHA256.State.round(_:)", instructions: 1000),
        .init(name: "PhysicalMemory.zero(_:_:)", instructions: 100),
        .init(name: "memcpy", instructions: 10), .init(name: "whatever", instructions: 1),
      ])
    let parts = ResetParts.split(profile)
    #expect(parts.map(\.instructions) == [1000, 100, 10, 0, 0, 1])
  }
}
