internal import Scheduling

extension CheckingPass {
  /// Pairs: who takes over from whom. After channels and shares, before health.
  mutating func checkStandby() {
    guard let list = document.standby else { return }
    var pairOf: [Int: SourcePosition] = [:]
    for clause in list.value {
      guard let primary = clause.primary, let standby = clause.standby, let name = clause.channel
      else { continue }
      let first = pairMember(primary, &pairOf)
      let second = primary.value == standby.value ? nil : pairMember(standby, &pairOf)
      if primary.value == standby.value {
        diagnostics.error(
          "VM \"\(standby.value)\" is both halves of the pair", at: standby.position,
          remedy: "name two different VMs")
      }
      guard let channel = channel(named: name), let first, let second else { continue }
      pairedMachines.formUnion([first, second])
      if let checked = channels[channel] {
        guard let end = checked.machines.firstIndex(of: second), checked.machines.contains(first)
        else {
          diagnostics.error(
            "channel \"\(name.value)\" is not between \(title(first)) and \(title(second))",
            at: name.position,
            remedy: "name a channel that is `between: [\(primary.value), \(standby.value)]`")
          continue
        }
        channels[channel]?.standby = end
      }
      checkExchange(first, second, clause)
    }
  }

  /// Nil, with a complaint, where the VM cannot be in a pair.
  private mutating func pairMember(
    _ name: Located<String>, _ pairOf: inout [Int: SourcePosition]
  ) -> Int? {
    guard let index = machine(named: name) else { return nil }
    if pairOf.updateValue(name.position, forKey: index) != nil {
      diagnostics.error(
        "VM \"\(name.value)\" is in two pairs", at: name.position,
        remedy: "let another VM stand by")
      return nil
    }
    if clauses[index].role?.value == .service {
      diagnostics.error(
        "VM \"\(name.value)\" runs the machine, which nobody can take over", at: name.position,
        remedy: "put the service into another VM")
      return nil
    }
    if let place = clauses[index].places["guard"] {
      diagnostics.error(
        "\(title(index)) is in a pair and has a guard, and both would move it", at: place,
        remedy: "leave \"guard\" out")
    }
    return index
  }

  /// Whether each half could be where the other is.
  private mutating func checkExchange(
    _ first: Int, _ second: Int, _ clause: ScenarioDocument.StandbyClause
  ) {
    if isDirect(first) != isDirect(second) {
      let direct = isDirect(first) ? first : second
      diagnostics.error(
        "\(title(direct)) is \"direct\" and stays on its cores, and the other half of its pair is not",
        at: clause.position, remedy: "make both `direct` or both `virtual`")
    }
    guard !isDirect(first), !isDirect(second), let pool = poolIndices[first],
      let other = poolIndices[second], pool != other, pools.indices.contains(pool),
      pools.indices.contains(other)
    else { return }
    for index in [pool, other] where pools[index].scheduler == .timePartition {
      diagnostics.error(
        "pool \"\(pools[index].name)\" has windows for its own VMs only, and the two of the pair change pools",
        at: clause.position, remedy: "put both into one pool, or into pools of another scheduler")
    }
    for index in [pool, other] where pools[index].scheduler == .deadline {
      diagnostics.error(
        "pool \"\(pools[index].name)\" guarantees what it gives, and could not while the two of the pair change pools",
        at: clause.position, remedy: "put both into this pool, or into pools of other schedulers")
    }
    checkRoom(for: first, in: other, clause)
    checkRoom(for: second, in: pool, clause)
    if !pools[pool].isShared, !pools[other].isShared {
      diagnostics.error(
        "pools \"\(pools[pool].name)\" and \"\(pools[other].name)\" bind, so that neither VM of the pair can"
          + " come into the other's", at: clause.position,
        remedy: "put both into one pool, or let the standby wait in a shared one")
    }
    if let own = allowedCores[first]?.count, let others = allowedCores[second]?.count,
      own != others, !pools[pool].isShared || !pools[other].isShared
    {
      diagnostics.error(
        "\(title(first)) has \(count(own, "vCPU")) and \(title(second))"
          + " \(count(others, "vCPU")), and one of their pools has a core for each",
        at: clause.position, remedy: "give both the same `vcpus`")
    }
  }

  /// For a moment both can be in one pool.
  private mutating func checkRoom(
    for index: Int, in pool: Int, _ clause: ScenarioDocument.StandbyClause
  ) {
    guard pools[pool].isShared, let own = allowedCores[index]?.count else { return }
    let others = clauses.indices.filter { poolIndices[$0] == pool }
      .reduce(0) { $0 + (allowedCores[$1]?.count ?? 0) }
    guard own + others > 32 else { return }
    diagnostics.error(
      "pool \"\(pools[pool].name)\" has \(count(others, "vCPU")), and \(title(index)) has to come in with"
        + " \(own) beside them", at: clause.position, remedy: "use at most 32 in all")
  }
}
