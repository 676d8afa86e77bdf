extension CheckingPass {
  /// Who runs the machine, and what the others let it do.
  mutating func checkService() {
    var service: Int?
    for index in fixed {
      guard let role = clauses[index].role else { continue }
      if let service {
        diagnostics.error(
          "\(title(index)) is a second service VM beside \(title(service))", at: role.position,
          remedy: "leave \"role\" out of one of them")
      }
      service = service ?? index
      if isDirect(index) {
        diagnostics.error(
          "\(title(index)) has \"role: service\" and takes its interrupts itself",
          at: role.position,
          remedy: "use `interrupts: virtual`: the control device has no physical interrupt")
      }
    }
    for (index, clause) in clauses.enumerated() {
      guard let managed = clause.managed else { continue }
      var words: Set<ManagedWord> = []
      for word in managed.value where !words.insert(word.value).inserted {
        diagnostics.error(
          "\"\(word.value.rawValue)\" stands here twice", at: word.position,
          remedy: "keep one of them")
      }
      if service == nil, !managed.value.isEmpty {
        diagnostics.error(
          "\(title(index)) lets a service VM manage it, and there is none", at: managed.position,
          remedy: "give a VM `role: service`, or leave \"managed\" out")
      }
    }
  }

  /// Whether the VM has a PCI bus, or would have one if it took no interrupts itself.
  func hasBus(_ index: Int) -> Bool { hasChannels(index) || clauses[index].role != nil }
}
