#if MARTLET_SHARING
  internal import Core
  internal import Scheduling

  extension Boot {
    /// The cores of all pools, one bit each: those that no VM has yet are used, too, since VMs may move there.
    @inline(never)
    func pooledCores(_ configuration: Configuration) -> UInt32 {
      var pool = PoolConfiguration()
      var cores: UInt32 = 0
      for index in 0..<configuration.poolCount {
        do throws(SharingError) {
          try configuration.decode(pool: index, into: &pool)
        } catch {
          continue  // it was verified
        }
        cores |= pool.coreSet
      }
      return cores
    }

    /// Checks what the configuration says of pools. False when it was refused. A state for idle cores that the scenario
    /// names comes before the board's own.
    @inline(never)
    func verifyPools(_ configuration: Configuration, _ board: inout BoardDescription) -> Bool {
      do throws(SharingError) {
        if let state = try configuration.idleState() { board.idleState = state }
        var pool = PoolConfiguration()
        for index in 0..<configuration.poolCount {
          try configuration.decode(pool: index, into: &pool)
        }
        guard configuration.poolCount > 0 else { return true }
        var share = ShareConfiguration()
        for index in 0..<configuration.virtualMachineCount {
          try configuration.decodeShare(virtualMachine: index, into: &share)
        }
        return true
      } catch {
        var line = LogLine()
        line.append("refused: the configuration is not usable: ")
        switch error.place {
        case .pool(let index): line.append("pool ", decimal: index)
        case .virtualMachine(let index): line.append("vm ", decimal: index)
        case .board: line.append("the board")
        }
        line.append(": ")
        line.append(error.field.name)
        line.append(" ")
        line.append(error.reason)
        return refuse(board, &line)
      }
    }
  }
#endif
