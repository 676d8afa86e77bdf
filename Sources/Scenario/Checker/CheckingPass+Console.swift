extension CheckingPass {
  mutating func checkConsole() -> ConsolePlan {
    var plan = ConsolePlan()
    guard let clause = document.console else { return plan }
    if let mode = clause.mode { plan.mode = mode.value == .raw ? .raw : .lines }
    if let focus = clause.focus {
      let names = clauses.map { $0.name?.value }
      if let index = names.firstIndex(of: focus.value) {
        plan.focus = index
      } else {
        let known = names.compactMap { $0 }
        diagnostics.error(
          "there is no VM \"\(focus.value)\"", at: focus.position,
          remedy: known.isEmpty
            ? "define it under `vms`" : suggestion(for: focus.value, among: known))
      }
    }
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
