/// Makes random scenarios that keep every rule, for tests that hold the checker, the planner, the
/// bundle and the hypervisor to "what is accepted boots". The same seed gives the same scenarios.
public struct ScenarioGenerator: Sendable {
  /// A file that a VM can start from.
  public struct Payload: Sendable {
    /// The value of the scenario's `payload` key, in YAML's flow style.
    public var yaml: String
    /// Bytes of memory that it needs, with its device tree and initial ramdisk.
    public var smallestMemory: UInt64
    /// Bytes of all its files.
    public var fileSize: UInt64
    /// It runs only with its memory at the usual place, 0x4000_0000.
    public var needsUsualAddress: Bool
    /// It runs with `interrupts: direct` too.
    public var canBeDirect: Bool
    /// Texts to expect; `%` stands for the number of vCPUs.
    public var expectations: [String]

    public init(
      yaml: String, smallestMemory: UInt64, fileSize: UInt64, needsUsualAddress: Bool = false,
      canBeDirect: Bool = true, expectations: [String] = []
    ) {
      self.yaml = yaml
      self.smallestMemory = smallestMemory
      self.fileSize = fileSize
      self.needsUsualAddress = needsUsualAddress
      self.canBeDirect = canBeDirect
      self.expectations = expectations
    }
  }

  private struct Machine {
    var lines: [String]
    var memory: UInt64
  }

  struct Pool {
    var name: String
    var cores: [Int]
    var scheduler = Scheduler.bind
    /// Of all VMs in it.
    var virtualCPUCount = 0
    /// Names of its VMs.
    var machines: [String] = []
  }

  /// A VM's part of a pool: the cores that are its own, or those of the whole pool.
  struct Share {
    var pool: Int
    var cores: [Int]
    var virtualCPUCount: Int
  }

  private static let granule: UInt64 = 2 << 20

  var random: SplitMix
  private let payloads: [Payload]
  private let largestMemory: UInt64
  private let sharesCores: Bool

  /// Scenarios with VMs that start from `payloads`, at least one, on boards of at most
  /// `largestMemory` bytes. `sharesCores`: some of their pools are shared, so that they need the image for that.
  public init(
    seed: UInt64, payloads: [Payload], largestMemory: UInt64 = 4 << 30, sharesCores: Bool = false
  ) {
    self.sharesCores = sharesCores
    random = SplitMix(seed: seed)
    self.payloads = payloads
    self.largestMemory = largestMemory
  }

  /// The text of the next scenario.
  public mutating func next() -> String {
    let coreCount = Int.random(in: 1...8, using: &random)
    var pools = makePools(coreCount: coreCount)
    let most = pools.contains { $0.scheduler != .bind } ? 6 : min(coreCount, 6)
    let machineCount = Int.random(in: 1...most, using: &random)

    // Cores are shared out first: a VM at a time, from a pool that has one left.
    var free = pools.map(\.cores)
    var shares: [Share] = []
    for index in 0..<machineCount {
      let open = free.indices.filter { !free[$0].isEmpty }
      guard let pool = open.randomElement(using: &random) else { break }
      let isShared = pools[pool].scheduler != .bind
      let number = Int.random(in: 1...(isShared ? 5 : min(free[pool].count, 4)), using: &random)
      shares.append(
        Share(
          pool: pool, cores: isShared ? pools[pool].cores : Array(free[pool].prefix(number)),
          virtualCPUCount: number))
      if !isShared { free[pool].removeFirst(number) }
      pools[pool].virtualCPUCount += number
      pools[pool].machines.append("vm\(index)")
    }

    let chosen = shares.map { _ in payloads.randomElement(using: &random) ?? payloads[0] }
    let boardMemory = makeBoardMemory(for: chosen)
    // What the image, the files and the alignment of each VM take away.
    let spare = boardMemory - need(chosen)
    var isGPIOFree = true
    var left = spare
    var physicalTop = 0x4000_0000 + boardMemory
    var machines: [Machine] = []
    for (index, (share, payload)) in zip(shares, chosen).enumerated() {
      let extra = left == 0 ? 0 : UInt64.random(in: 0...(left / 2), using: &random)
      var memory = payload.smallestMemory + (extra & ~4095)
      left -= extra
      if Bool.random(using: &random) { memory = memory & ~(Self.granule - 1) }
      memory = max(memory, payload.smallestMemory)
      machines.append(
        makeMachine(
          index, pool: pools[share.pool], poolCount: pools.count, share: share,
          payload: payload, memory: memory, isGPIOFree: &isGPIOFree, physicalTop: &physicalTop))
    }
    return text(coreCount: coreCount, memory: boardMemory, pools: pools, machines: machines)
  }

  private func need(_ payloads: [Payload]) -> UInt64 {
    payloads.reduce((8 << 20) + UInt64(Self.mostChannels) * 2 * Self.granule) { sum, payload in
      sum + payload.smallestMemory + payload.fileSize + 2 * Self.granule
    }
  }

  private mutating func makeBoardMemory(for payloads: [Payload]) -> UInt64 {
    let smallest = max(128 << 20, roundUp(need(payloads), to: Self.granule))
    let largest = max(smallest, largestMemory)
    return UInt64.random(in: smallest...largest, using: &random) & ~(Self.granule - 1)
  }

  private mutating func makePools(coreCount: Int) -> [Pool] {
    let cores = Array(0..<coreCount).shuffled(using: &random)
    var pools: [Pool] = []
    var rest = cores[...]
    while !rest.isEmpty, pools.count < 3 {
      let number = Int.random(in: 1...rest.count, using: &random)
      pools.append(Pool(name: "pool-\(pools.count)", cores: Array(rest.prefix(number))))
      if sharesCores {
        pools[pools.count - 1].scheduler =
          Scheduler.allCases.randomElement(using: &random) ?? .fair
      }
      rest = rest.dropFirst(number)
    }
    return pools
  }

  private mutating func makeMachine(
    _ index: Int, pool: Pool, poolCount: Int, share: Share, payload: Payload, memory: UInt64,
    isGPIOFree: inout Bool, physicalTop: inout UInt64
  ) -> Machine {
    var lines = ["name: vm\(index)", "memory: \(memory / 1024)KiB"]
    if poolCount > 1 || chance(2) { lines.append("pool: \(pool.name)") }
    lines += pool.scheduler == .bind ? boundLines(share) : sharedLines(share, pool)
    if payload.canBeDirect, pool.scheduler == .bind, chance(2) {
      let forms = [
        "direct", "{ direct: fiq }", "{ direct: doorbell }", "{ direct: guarded-doorbell }",
      ]
      lines.append("interrupts: \(forms.randomElement(using: &random) ?? forms[0])")
    }
    if !payload.needsUsualAddress {
      if chance(4) {
        lines.append("address: identity")
      } else if chance(3) {
        let base = 0x4000_0000 + UInt64.random(in: 0...1024, using: &random) * Self.granule
        lines.append("address: \(hexadecimal(base))")
      }
      if chance(4) { lines.append("device_tree: end") }
    }
    if chance(5) {
      // From the top of the board's memory down: nothing else is placed there before all is full.
      physicalTop = (physicalTop - memory) & ~(Self.granule - 1)
      lines.append("physical: \(hexadecimal(physicalTop))")
    }
    if chance(3) { lines.append("devices: [uart, virtio]") }
    if isGPIOFree, chance(4) {
      isGPIOFree = false
      lines.append("passthrough: [gpio]")
    }
    if chance(2) {
      let reactions = ["stop", "restart", "halt-machine", "{ restart: { limit: 2 } }"]
      lines.append("on_failure: \(reactions.randomElement(using: &random) ?? reactions[0])")
    }
    lines.append("payload: \(payload.yaml)")
    if !payload.expectations.isEmpty {
      let texts = payload.expectations.map {
        "\"\($0.replacing("%", with: String(share.virtualCPUCount)))\""
      }
      lines.append("expect: [\(texts.joined(separator: ", "))]")
    }
    return Machine(lines: lines, memory: memory)
  }

  private mutating func boundLines(_ share: Share) -> [String] {
    guard chance(2) else { return ["vcpus: \(share.cores.count)"] }
    let named = "cpus: [\(Explanation.list(share.cores))]"
    return chance(2) ? [named, "vcpus: \(share.cores.count)"] : [named]
  }

  /// True once in `number` times.
  mutating func chance(_ number: Int) -> Bool {
    Int.random(in: 0..<number, using: &random) == 0
  }

  private mutating func text(
    coreCount: Int, memory: UInt64, pools: [Pool], machines: [Machine]
  ) -> String {
    var lines = [
      "name: random",
      "board: { name: qemu-virt, cpus: \(coreCount), memory: \(memory >> 20)MiB }",
    ]
    if chance(2) {
      lines.append("console: { focus: vm\(Int.random(in: 0..<machines.count, using: &random)) }")
    }
    lines.append("pools:")
    for pool in pools {
      let keys = ["name: \(pool.name)", "cpus: [\(Explanation.list(pool.cores))]"]
      lines.append("  - { \((keys + schedulerKeys(pool)).joined(separator: ", ")) }")
    }
    lines.append("vms:")
    for machine in machines {
      for (number, line) in machine.lines.enumerated() {
        lines.append((number == 0 ? "  - " : "    ") + line)
      }
    }
    return (lines + channelLines(machineCount: machines.count)).joined(separator: "\n") + "\n"
  }

  private static let mostChannels = 3

  /// Some channels, each of a megabyte at most.
  private mutating func channelLines(machineCount: Int) -> [String] {
    guard machineCount > 1, chance(3) else { return [] }
    var lines = ["channels:"]
    for index in 0..<Int.random(in: 1...Self.mostChannels, using: &random) {
      let first = Int.random(in: 0..<machineCount, using: &random)
      let second = (first + Int.random(in: 1..<machineCount, using: &random)) % machineCount
      var keys = ["name: channel-\(index)", "between: [vm\(first), vm\(second)]"]
      if chance(2) {
        keys.append("size: \(4 * Int.random(in: 1...256, using: &random))KiB")
      } else {
        let parts = (0..<Int.random(in: 1...4, using: &random)).map { _ in
          let writer = ["", ", writer: vm\(first)", ", writer: vm\(second)"]
            .randomElement(using: &random)
          return "{ size: \(4 * Int.random(in: 1...64, using: &random))KiB\(writer ?? "") }"
        }
        keys.append("parts: [\(parts.joined(separator: ", "))]")
      }
      lines.append("  - { \(keys.joined(separator: ", ")) }")
    }
    return lines
  }
}
