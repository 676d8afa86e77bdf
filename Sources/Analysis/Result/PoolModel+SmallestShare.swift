extension PoolModel {
  /// The smallest share with which all tasks of a VM are in time, found by trying: a larger share is never worse.
  func smallestShare(of machine: Int) -> SmallestShare? {
    guard let (kind, most) = searchedShare(of: machine) else { return nil }
    let least = kind == .weight ? 64 : 1
    guard isInTime(machine, after: kind, most) else { return nil }
    var room = (low: least, high: most)
    while room.low < room.high {
      let middle = (room.low + room.high) / 2
      if isInTime(machine, after: kind, middle) {
        room.high = middle
      } else {
        room.low = middle + 1
      }
    }
    return SmallestShare(
      kind: kind, amount: room.low, fits: fits(machine, after: kind, room.low))
  }

  /// What a VM's share is made of, and the largest that it can be.
  private func searchedShare(of machine: Int) -> (kind: SmallestShare.Kind, most: Int)? {
    let own = members.filter { $0.machine == machine }
    let periods = own.compactMap(\.share?.period)
    switch scheduler {
    case .bind: return nil
    case .fixedPriority, .deadline: return periods.min().map { (.budget, $0) }
    case .timePartition(let frame):
      let starts = frame.windows.filter { $0.machine == machine }.map(\.start)
      let ends = starts.dropFirst() + [frame.length]
      return zip(starts, ends).map { $1 - $0 }.min().map { (.window, $0) }
    case .fair:
      // A cap that would do is nearer to what somebody wanted than another weight.
      if let period = periods.min(), isInTime(machine, after: .budget, period) {
        return (.budget, period)
      }
      return (.weight, 1 << 16)
    }
  }

  /// The pool with another share for a VM.
  private func changed(_ machine: Int, _ kind: SmallestShare.Kind, _ amount: Int) -> PoolModel {
    var pool = self
    for index in members.indices where members[index].machine == machine {
      switch kind {
      case .budget: pool.members[index].share?.budget = amount
      case .weight: pool.members[index].weight = amount
      case .window: break
      }
    }
    if kind == .window, case .timePartition(var frame) = scheduler {
      for index in frame.windows.indices where frame.windows[index].machine == machine {
        frame.windows[index].length = amount
      }
      pool.scheduler = .timePartition(frame)
    }
    return pool
  }

  private func isInTime(
    _ machine: Int, after kind: SmallestShare.Kind, _ amount: Int
  ) -> Bool {
    let pool = changed(machine, kind, amount)
    // Whether all others can keep theirs is another question.
    return pool.members.indices.allSatisfy {
      pool.members[$0].machine != machine || pool.isInTime($0, assumingAdmission: true)
    }
  }

  private func isInTime(_ index: Int, assumingAdmission: Bool = false) -> Bool {
    if members[index].tasks.isEmpty { return true }
    do throws(NoGuarantee) {
      return ResponseTimes(
        tasks: members[index].tasks,
        supply: try supply(of: index, assumingAdmission: assumingAdmission),
        switchCost: switchCost
      ).areInTime
    } catch {
      return false
    }
  }

  private func fits(_ machine: Int, after kind: SmallestShare.Kind, _ amount: Int) -> Bool {
    let pool = changed(machine, kind, amount)
    if case .timePartition(let frame) = pool.scheduler {
      return zip(frame.windows, frame.windows.dropFirst()).allSatisfy {
        $0.start + $0.length <= $1.start
      }
    }
    if scheduler == .deadline { return pool.isAdmitted }
    return pool.members.indices.allSatisfy {
      pool.members[$0].machine == machine || pool.isInTime($0) || !isInTime($0)
    }
  }
}
