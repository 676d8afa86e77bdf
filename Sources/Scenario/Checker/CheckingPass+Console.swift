extension CheckingPass {
  mutating func checkConsole() -> ConsolePlan {
    var plan = ConsolePlan()
    guard let clause = document.console else { return plan }
    if let mode = clause.mode { plan.mode = mode.value == .raw ? .raw : .lines }
    if let focus = clause.focus, let index = machine(named: focus) { plan.focus = index }
    if let escape = clause.escape {
      if let byte = ConsoleEscape.byte(of: escape.value) {
        plan.escape = byte
      } else {
        diagnostics.error(
          "\"\(escape.value)\" cannot be the escape key", at: escape.position,
          remedy:
            "use ctrl-a to ctrl-z, except ctrl-h, ctrl-i, ctrl-j and ctrl-m, which terminals need")
      }
    }
    return plan
  }
}
