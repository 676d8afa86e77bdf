#if MARTLET_SHARING
  extension BoardDescription {
    /// The first state below /cpus/idle-states in which a core keeps its registers, and its timer goes on: nothing else
    /// wakes it in time. Binding: Linux, Documentation/devicetree/bindings/cpu/idle-states.yaml.
    @inline(never)
    mutating func readIdleStates(
      _ tree: FlattenedDeviceTree, _ cores: FlattenedDeviceTree.Node
    ) {
      let name: StaticString = "idle-states"
      guard let states = tree.child(named: name.bytes, of: cores) else { return }
      var child = tree.firstChild(of: states)
      while let node = child {
        child = tree.nextSibling(of: node)
        guard tree.isCompatible(node, with: "arm,idle-state"), tree.isEnabled(node),
          tree.property("local-timer-stop", of: node) == nil,
          let state = tree.cell("arm,psci-suspend-param", of: node),
          PSCICall.isStandby(UInt32(truncatingIfNeeded: state))
        else { continue }
        idleState = UInt32(truncatingIfNeeded: state)
        return
      }
    }
  }
#endif
