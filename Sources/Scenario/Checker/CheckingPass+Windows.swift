internal import Scheduling

extension CheckingPass {
  /// The windows of each pool that has them: whose they are, and that they fit beside one another.
  mutating func checkWindows() {
    for index in poolClauses.indices where pools[index].scheduler == .timePartition {
      guard let list = poolClauses[index].windows else { continue }
      if list.value.count > TimePartition.mostWindows {
        diagnostics.error(
          "pool \"\(pools[index].name)\" has \(list.value.count) windows", at: list.position,
          remedy: "use at most \(TimePartition.mostWindows)")
      }
      let owners = list.value.map { $0.machine.flatMap { owner($0, pool: index) } }
      checkPlaces(list.value, pool: index)
      for (window, owner) in zip(list.value, owners) {
        guard let owner, let start = window.start, let length = window.length else { continue }
        pools[index].windows.append(
          .init(start: start.value, length: length.value, machine: owner))
      }
      pools[index].windows.sort { $0.start < $1.start }
      // A name that means nothing may have been meant for any of them.
      guard !owners.contains(nil) else { continue }
      for machine in clauses.indices
      where poolIndices[machine] == index && !owners.contains(machine) {
        diagnostics.error(
          "\(title(machine)) has no window in pool \"\(pools[index].name)\" and would never run",
          at: clauses[machine].position,
          remedy: "give it a window under the pool's `windows`, or another pool")
      }
    }
  }

  /// The VM that a window names; nil, with a complaint, when it is none of the pool.
  private mutating func owner(_ name: Located<String>, pool: Int) -> Int? {
    let members = clauses.indices.filter { poolIndices[$0] == pool }
    let names = members.compactMap { clauses[$0].name?.value }
    guard let machine = clauses.firstIndex(where: { $0.name?.value == name.value }) else {
      diagnostics.error(
        "there is no VM \"\(name.value)\"", at: name.position,
        remedy: names.isEmpty
          ? "define it under `vms`" : suggestion(for: name.value, among: names))
      return nil
    }
    // A VM without a pool has been complained about.
    guard let other = poolIndices[machine] else { return nil }
    guard other == pool else {
      diagnostics.error(
        "\(title(machine)) is in pool \"\(pools[other].name)\", not in \"\(pools[pool].name)\"",
        at: name.position,
        remedy: names.isEmpty
          ? "leave the window out" : "name a VM of this pool: \(alternatives(names))")
      return nil
    }
    return machine
  }

  private mutating func checkPlaces(_ windows: [ScenarioDocument.WindowClause], pool: Int) {
    let frame = pools[pool].frame
    var before: (name: String, end: UInt64)?
    let known = windows.compactMap {
      window -> (name: String, start: Located<UInt64>, end: UInt64)? in
      guard let start = window.start, let length = window.length else { return nil }
      return (window.machine?.value ?? "?", start, start.value + length.value)
    }
    for window in known.sorted(by: { $0.start.value < $1.start.value }) {
      if frame > 0, window.end > frame {
        diagnostics.error(
          "the window of VM \"\(window.name)\" ends at \(TimeSpan.describe(window.end)), after the"
            + " frame of \(TimeSpan.describe(frame))", at: window.start.position,
          remedy: "let it end within the frame, or make the frame longer")
      }
      if let before, window.start.value < before.end {
        diagnostics.error(
          "the window of VM \"\(window.name)\" begins at"
            + " \(TimeSpan.describe(window.start.value)), when that of VM \"\(before.name)\" lasts"
            + " until \(TimeSpan.describe(before.end))", at: window.start.position,
          remedy: "let it begin at \(TimeSpan.describe(before.end)) or later")
      }
      if window.end > before?.end ?? 0 { before = (window.name, window.end) }
    }
  }
}
