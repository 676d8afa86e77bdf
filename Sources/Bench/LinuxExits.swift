private import Foundation
private import Scenario

/// Exits of a Linux guest with one vCPU by cause: while it boots, and for each second after that.
public struct LinuxExits: Codable, Sendable, Equatable {
  public var kernel: String
  /// From reset until a second after the first process has started.
  public var boot: [String: UInt64]
  /// In ten seconds of doing nothing, and in two of work that stands for a compile.
  public var idle: [String: UInt64]
  public var load: [String: UInt64]

  static let idleSeconds: UInt64 = 10
  static let loadSeconds: UInt64 = 2

  /// Two runs of each kind that differ only in how long they are: what the longer one has more is the steady state.
  static func measure(
    _ files: Bench.Files, machine: CountingMachine
  ) throws -> LinuxExits {
    let boot = try run("idle", seconds: 1, files, machine)
    let idle = try run("idle", seconds: 1 + idleSeconds, files, machine)
    let short = try run("load", seconds: 1, files, machine)
    let long = try run("load", seconds: 1 + loadSeconds, files, machine)
    return LinuxExits(
      kernel: boot.kernel, boot: boot.exits, idle: difference(idle.exits, boot.exits),
      load: difference(long.exits, short.exits))
  }

  static func difference(_ long: [String: UInt64], _ short: [String: UInt64]) -> [String: UInt64] {
    var result: [String: UInt64] = [:]
    for (cause, count) in long {
      let more = count &- min(count, short[cause] ?? 0)
      if more > 0 { result[cause] = more }
    }
    return result
  }

  private static func run(
    _ kind: String, seconds: UInt64, _ files: Bench.Files, _ machine: CountingMachine
  ) throws -> (exits: [String: UInt64], kernel: String) {
    let scenario = """
      name: bench
      board: { name: qemu-virt, cpus: 1, memory: 1GiB }
      vms:
        - name: linux
          memory: 256MiB
          payload:
            linux: cache:guests/debian-6.12/Image
            initrd: cache:guests/initramfs/busybox.cpio.gz
            arguments: "console=ttyAMA0 quiet martlet.run=\(kind) martlet.seconds=\(seconds) martlet.after=poweroff"
      """
    let result = ScenarioChecker(assumedImageSize: files.hypervisor.reservedSize).check(
      text: scenario, file: "linux.yaml", locator: FileLocator(scenario: files.guest))
    guard let checked = result.scenario else {
      throw BenchError.scenarioRefused(result.lines.joined(separator: "\n"))
    }
    let lines = try machine.boot(
      BootableFile(checked, hypervisor: files.hypervisor).bytes, memory: "1024M")
    let exits = exits(in: lines)
    let kernel = lines.lazy.compactMap(kernel(in:)).first
    guard let kernel, !exits.isEmpty, lines.contains(where: { $0.contains("poweroff") }) else {
      throw BenchError.guestStuck(
        peer: "Martlet", console: lines.suffix(20).joined(separator: "\n"))
    }
    return (exits, kernel)
  }

  /// The counters by cause of `martlet: report vm=linux vcpu=0 exits=… hypercall=… …`.
  static func exits(in lines: [String]) -> [String: UInt64] {
    let others = ["vcpu", "exits", "injected", "maintenance", "el2-us"]
    var exits: [String: UInt64] = [:]
    for line in lines where line.contains("report vm=linux vcpu=") {
      for word in line.split(whereSeparator: \.isWhitespace) {
        let parts = word.split(separator: "=")
        guard parts.count == 2, let count = UInt64(parts[1]), count > 0,
          !others.contains(String(parts[0]))
        else { continue }
        exits[String(parts[0]), default: 0] += count
      }
    }
    return exits
  }

  /// The version in the guest's `linux ready, 1 cpus, kernel VERSION`.
  private static func kernel(in line: String) -> String? {
    guard let place = line.range(of: "linux ready") else { return nil }
    return line[place.upperBound...].split(whereSeparator: \.isWhitespace).last.map(String.init)
  }
}
