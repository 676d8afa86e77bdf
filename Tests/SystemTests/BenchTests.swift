import Bench
import Foundation
import Testing

extension SystemTests {
  /// The benchmark: its figures repeat, and an independent count agrees with them.
  @Suite struct BenchTests {
    /// Or two of three: where QEMU's threads meet in one instant, its clock may be off by a few ticks (`Metrics.settle`).
    @Test func twoRunsPrintTheSameFigures() throws {
      let bench = try Workshop.bench()
      for peer in bench.peers where peer.name == "bare" || peer.name.hasPrefix("martlet") {
        let first = try bench.measure(peer, samples: 40)
        let second = try bench.measure(peer, samples: 40)
        if first != second {
          let third = try bench.measure(peer, samples: 40)
          #expect(third == first || third == second, "\(peer.title): \(first), \(second)")
        }
        // 16 KiB for the second core's stack, and twice that for the boot core's.
        let stacks = first.stacks ?? []
        #expect(stacks.isEmpty == (peer.name == "bare"), "\(peer.title)")
        #expect(zip(stacks, [32768, 16384]).allSatisfy { 256..<$1 ~= $0 }, "\(stacks)")
        #expect(first.figures.count > 20, "\(peer.title): \(first.figures.keys.sorted())")
      }
    }

    /// The guest counts by the counter, the plugin by what QEMU translated. Whether the instruction that traps counts itself
    /// is for each to say: one more or less is all that they may differ.
    @Test func anIndependentCountAgrees() throws {
      let bench = try Workshop.bench()
      let counter = try bench.executionCounter(of: .virtual)
      for metric in BenchMetric.followed where metric.sharing == nil {
        // Each alone, as the plugin follows it: which list register a path finds depends on what came before.
        let figures = try bench.machine.run(
          bench.martlet(.virtual), metric.setting(samples: 40)
        ).figures
        let profile = try counter.profile(metric, on: bench.martlet(.virtual))
        let counted = profile.windows.sorted()[profile.windows.count / 2]
        let figure = try #require(figures[metric.name], "\(metric.name)")
        #expect(counted + 1 >= figure.median, "\(metric.name): \(counted), \(figure)")
        #expect(counted <= figure.median + 1, "\(metric.name): \(counted), \(figure)")
        let sum = profile.functions.reduce(0) { $0 + $1.instructions }
        #expect(sum == profile.windows.last, "\(metric.name): \(profile)")
      }
    }

    /// What begins or ends somewhere in a loop of the guest's differs by where; one round has seven instructions.
    @Test func anIndependentCountOfSharingAgrees() throws {
      let bench = try Workshop.bench()
      let counter = try bench.executionCounter(of: .shared)
      let metrics = BenchMetric.followed.filter { $0.sharing != nil }
      #expect(metrics.count == 4)
      for metric in metrics {
        let figures = try bench.machine.run(bench.martlet(.shared), metric.setting(samples: 21))
          .figures
        let profile = try counter.profile(metric, on: bench.martlet(.shared))
        let counted = profile.windows.sorted()[profile.windows.count / 2]
        let figure = try #require(figures[metric.name], "\(metric.name)")
        #expect(counted + 7 >= figure.median, "\(metric.name): \(counted), \(figure)")
        #expect(counted <= figure.median + 7, "\(metric.name): \(counted), \(figure)")
      }
    }

    /// Nothing stands between a guest in `direct` mode and its timer.
    @Test func directModeIsBareMetalForInterrupts() throws {
      let bench = try Workshop.bench()
      let bare = try bench.measure(bench.peers[0], samples: 40).figures
      for mode in [MartletPeer.Mode.fiq, .doorbell] {
        let figures = try bench.measure(bench.martlet(mode), samples: 40).figures
        for metric in ["timer-virtual", "timer-physical", "wfi-wake", "acknowledge", "spi-device"] {
          #expect(figures[metric] == bare[metric], "\(mode) \(metric)")
        }
      }
    }
  }
}
