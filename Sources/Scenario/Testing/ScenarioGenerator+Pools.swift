extension ScenarioGenerator {
  /// What a shared pool says beside its name and cores.
  mutating func schedulerKeys(_ pool: Pool) -> [String] {
    guard pool.scheduler != .bind else { return chance(2) ? [] : ["scheduler: bind"] }
    var keys = ["scheduler: \(pool.scheduler.rawValue)"]
    if pool.scheduler != .deadline, chance(2) {
      keys.append("quantum: \(Int.random(in: 100...20_000, using: &random))us")
    }
    guard pool.scheduler == .timePartition else { return keys }
    // Windows in turn, with gaps, two rounds of them where there are few VMs.
    var windows: [String] = []
    var end = 0
    for machine in pool.machines + (pool.machines.count < 3 ? pool.machines : []) {
      let start = end + Int.random(in: 0...1000, using: &random)
      let length = Int.random(in: 10...5000, using: &random)
      windows.append("{ vm: \(machine), start: \(start)us, length: \(length)us }")
      end = start + length
    }
    keys.append("frame: \(max(100, end) + Int.random(in: 0...1000, using: &random))us")
    keys.append("windows: [\(windows.shuffled(using: &random).joined(separator: ", "))]")
    if chance(2) { keys.append("slack: \(chance(2) ? "donate" : "idle")") }
    return keys
  }

  /// What a VM in a shared pool says about its place there.
  mutating func sharedLines(_ share: Share, _ pool: Pool) -> [String] {
    var lines = ["vcpus: \(share.virtualCPUCount)"]
    var own = share.cores
    if chance(3) {
      own = Array(
        own.shuffled(using: &random).prefix(Int.random(in: 1...own.count, using: &random)))
      lines.append("cpus: [\(Explanation.list(own))]")
    }
    if chance(3) {
      var lists: [String] = []
      for _ in 0..<share.virtualCPUCount {
        let number = Int.random(in: 1...own.count, using: &random)
        lists.append("[\(Explanation.list(Array(own.shuffled(using: &random).prefix(number))))]")
      }
      lines.append("affinity: [\(lists.joined(separator: ", "))]")
    }
    let period = Int.random(in: 1000...100_000, using: &random)
    switch pool.scheduler {
    case .bind, .timePartition: break
    case .fixedPriority:
      if chance(2) { lines.append("priority: \(Int.random(in: 0...255, using: &random))") }
      guard chance(2) else { break }
      let budget = Int.random(in: 10...period, using: &random)
      lines += ["budget: \(budget)us", "period: \(period)us"]
    case .deadline:
      // With as much for each, the bound of the admission is met: n × u + (m - 1) × u ≤ m.
      let cores = pool.cores.count
      let most = min(period, period * cores / (pool.virtualCPUCount + cores - 1))
      let budget = Int.random(in: (most / 2)...most, using: &random)
      lines += ["budget: \(budget)us", "period: \(period)us"]
    case .fair:
      if chance(2) { lines.append("weight: \(Int.random(in: 1...1000, using: &random))") }
      if chance(2) { lines.append("cap: \(Int.random(in: 1...100, using: &random))") }
    }
    if chance(2) { lines.append("tasks: [\(tasks(share).joined(separator: ", "))]") }
    return lines
  }

  private mutating func tasks(_ share: Share) -> [String] {
    let areRanked = chance(2)
    return (0..<Int.random(in: 1...4, using: &random)).map { number in
      let period = Int.random(in: 100...100_000, using: &random)
      var keys = [
        "period: \(period)us",
        "budget: \(Int.random(in: 1...max(period / 8, 1), using: &random))us",
      ]
      if chance(2) { keys.insert("name: task\(number)", at: 0) }
      if chance(3) {
        keys.append("deadline: \(Int.random(in: period / 2...period * 2, using: &random))us")
      }
      if areRanked { keys.append("priority: \(Int.random(in: 0...255, using: &random))") }
      if chance(2) {
        keys.append("vcpu: \(Int.random(in: 0..<share.virtualCPUCount, using: &random))")
      }
      return "{ \(keys.joined(separator: ", ")) }"
    }
  }
}
