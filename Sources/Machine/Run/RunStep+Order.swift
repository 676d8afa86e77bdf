extension RunStep {
  /// Puts the steps of a command line into the order in which they stand there: its parser keeps the
  /// order of each option's values only.
  public static func ordered(
    _ arguments: [String], expects: [RunStep], sends: [RunStep]
  ) -> [RunStep] {
    var expects = expects[...]
    var sends = sends[...]
    var steps: [RunStep] = []
    var isValue = false
    for argument in arguments {
      if isValue {
        isValue = false
        continue
      }
      let name = argument.prefix { $0 != "=" }
      switch name {
      case "--expect":
        if let step = expects.popFirst() { steps.append(step) }
      case "--send":
        if let step = sends.popFirst() { steps.append(step) }
      case "--qemu", "--timeout", "--log", "--image":
        break
      default:
        continue
      }
      isValue = name.count == argument.count
    }
    return steps + expects + sends
  }
}
