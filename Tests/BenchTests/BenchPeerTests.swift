import Testing

@testable import Bench

@Suite struct BenchPeerTests {
  @Test func xenThatWasNotFetchedSaysSo() throws {
    let xen = XenPeer(mode: .nativeWait, image: "/nowhere/xen", guest: "/nowhere/bench.bin")
    #expect(xen.name == "xen-native-wfi")
    #expect(try #require(xen.absence).description.contains("scripts/setup --bench"))
    #expect(BareMetalPeer(guest: "/nowhere/bench.bin").absence == nil)
  }

  @Test func everyMachineCountsInTheSameWay() {
    let bare = CountingMachine.arguments(cores: 1, virtualization: false)
    let two = CountingMachine.arguments(cores: 2, virtualization: true)
    #expect(bare.contains("shift=0,sleep=off"))
    #expect(two.contains("shift=0,sleep=off"))
    #expect(!bare.contains { $0.contains("virtualization") })
    #expect(two.contains("virt,gic-version=3,dtb-randomness=off,virtualization=on"))
    #expect(
      two.contains { $0.contains("interval=20") } && !bare.contains { $0.contains("interval") })
  }
}
