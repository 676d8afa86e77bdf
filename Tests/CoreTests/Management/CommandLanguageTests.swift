import Core
import Testing

@Suite struct CommandLanguageTests {
  /// What a line means, and what is said about it.
  private func parse(
    _ line: String, names: FakeNames = FakeNames()
  ) -> (input: ManagementInput, complaint: String) {
    var names = names
    var complaint = LogLine()
    let bytes = Array(line.utf8)
    let input = CommandLanguage.parse(bytes.span.raw, &names, &complaint)
    return (input, complaint.withText { String(decoding: $0.raw.text.utf8, as: UTF8.self) })
  }

  private func complaint(_ line: String, names: FakeNames = FakeNames()) -> String {
    let (input, complaint) = parse(line, names: names)
    return input == .complaint ? complaint : "\(input) \(complaint)"
  }

  /// The line with what Tab adds.
  private func completed(_ line: String, names: FakeNames = FakeNames()) -> String {
    var names = names
    var bytes = Array(line.utf8)
    while bytes.count < 96, let next = CommandLanguage.completion(of: bytes.span.raw, &names) {
      bytes.append(next)
      if next == 0x20 { break }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test(
    arguments: [
      ("vm list", .listMachines), ("vm start linux", .start(machine: 0)),
      ("vm stop linux-rt", .stop(machine: 1)), ("vm restart control", .restart(machine: 2)),
      ("vm pause linux", .pause(machine: 0)), ("vm resume linux", .resume(machine: 0)),
      ("vm destroy linux", .destroy(machine: 0)), ("vcpu", .listVirtualCPUs),
      ("pool list", .listPools), ("pool move-core 3 realtime", .moveCore(core: 3, pool: 1)),
      ("vm move control general", .moveMachine(machine: 2, pool: 0)),
      ("vm weight linux 1000", .setWeight(machine: 0, weight: 1000)),
      ("vm priority linux 0", .setPriority(machine: 0, priority: 0)),
      ("vm budget linux 2ms", .setBudget(machine: 0, budget: 2_000_000, period: 0)),
      ("vm budget linux 10us 10s", .setBudget(machine: 0, budget: 10_000, period: 10_000_000_000)),
      ("vm budget linux 10000ns", .setBudget(machine: 0, budget: 10_000, period: 0)),
      ("vm budget linux none", .setBudget(machine: 0, budget: 0, period: 0)),
      ("top", .showLoad), ("events", .listEvents), ("  vm   list  ", .listMachines),
    ] as [(String, ManagementCall)])
  func everyCommandIsUnderstood(line: String, call: ManagementCall) {
    let (input, complaint) = parse(line)
    #expect(input == .call(call), "\(complaint)")
    #expect(complaint.isEmpty)
  }

  @Test func emptyLinesMeanNothing() {
    #expect(parse("").input == .nothing)
    #expect(parse("    ").input == .nothing)
    #expect(parse("help").input == .help)
  }

  @Test(arguments: [
    ("vn list", "column 1: no command \"vn\"; it may be vm, vcpu, pool, top, events, help"),
    ("v", "column 1: no command \"v\"; it may be vm, vcpu, pool, top, events, help"),
    (
      "vm",
      "column 3: no command \"vm\"; it may be list, start, stop, restart, pause, resume, destroy,"
        + " move, weight, priority, budget, switch-over"
    ),
    ("pool  lst", "column 7: no command \"pool  lst\"; it may be list, move-core"),
    ("vm start", "column 9: here goes a VM, one of linux, linux-rt, control"),
    ("vm start Linux", "column 10: here goes a VM, one of linux, linux-rt, control, not \"Linux\""),
    ("vm start linu", "column 10: here goes a VM, one of linux, linux-rt, control, not \"linu\""),
    (
      "vm start linux-r",
      "column 10: here goes a VM, one of linux, linux-rt, control, not \"linux-r\""
    ),
    ("vm start linux now", "column 16: too much; it is vm start VM"),
    ("vcpu 1", "column 6: too much; it is vcpu"),
    ("help me", "column 6: too much; it is help"),
    ("pool move-core", "column 15: here goes a core, 0 to 3"),
    ("pool move-core 4 general", "column 16: here goes a core, 0 to 3, not \"4\""),
    ("pool move-core -1 general", "column 16: here goes a core, 0 to 3, not \"-1\""),
    (
      "pool move-core 0 linux",
      "column 18: here goes a pool, one of general, realtime, not \"linux\""
    ),
    ("vm move linux", "column 14: here goes a pool, one of general, realtime"),
    ("vm weight linux 0", "column 17: here goes a weight, 1 to 1000, not \"0\""),
    ("vm weight linux 1001", "column 17: here goes a weight, 1 to 1000, not \"1001\""),
    ("vm weight linux", "column 16: here goes a weight, 1 to 1000"),
    ("vm priority linux 256", "column 19: here goes a priority, 0 to 255, not \"256\""),
    (
      "vm priority linux 18446744073709551616",
      "column 19: here goes a priority, 0 to 255, not \"18446744073709551616\""
    ),
    (
      "vm budget linux", "column 16: here goes a time, 10us to 10s, such as 2ms; or none"
    ),
    (
      "vm budget linux 5",
      "column 17: here goes a time, 10us to 10s, such as 2ms; or none, not \"5\""
    ),
    (
      "vm budget linux 9us",
      "column 17: here goes a time, 10us to 10s, such as 2ms; or none, not \"9us\""
    ),
    (
      "vm budget linux 2ms 11s",
      "column 21: here goes a time, 10us to 10s, such as 2ms, not \"11s\""
    ),
    (
      "vm budget linux 2ms none",
      "column 21: here goes a time, 10us to 10s, such as 2ms, not \"none\""
    ),
    (
      "vm budget linux 99999999999999999999s",
      "column 17: here goes a time, 10us to 10s, such as 2ms; or none, not \"99999999999999999999s\""
    ),
    ("vm budget linux 3ms 2ms", "the budget is longer than its period"),
    ("vm budget linux 1ms 2ms 3ms", "column 25: too much; it is vm budget VM BUDGET [PERIOD]"),
  ])
  func whatIsWrongIsSaidWithItsPlace(line: String, sentence: String) {
    #expect(complaint(line) == sentence)
  }

  /// A list of names that is too long is cut, like every line of the log.
  @Test func manyLongNamesDoNotOverflow() {
    var names = FakeNames()
    names.machines = (0..<16).map { String(repeating: "n", count: 29) + "\($0 + 10)" }
    #expect(complaint("vm start x", names: names).utf8.count == 240)
    #expect(
      parse("vm start \(names.machines[15])", names: names).input == .call(.start(machine: 15)))
  }

  @Test(arguments: [
    ("v", "v"), ("vc", "vcpu "), ("vm", "vm "), ("p", "pool "), ("h", "help "), ("x", "x"),
    ("vm l", "vm list "), ("vm re", "vm res"), ("vm rest", "vm restart "),
    ("pool m", "pool move-core "),
    ("vm start l", "vm start linux"), ("vm start linux-", "vm start linux-rt "),
    ("vm start c", "vm start control "), ("vm start C", "vm start C"), ("vm start ", "vm start "),
    ("vm move control r", "vm move control realtime "),
    ("pool move-core 0 g", "pool move-core 0 general "),
    ("pool move-core ", "pool move-core "), ("vm weight linux ", "vm weight linux "),
    ("vcpu ", "vcpu "),
    ("top x", "top x"), ("", ""),
  ])
  func tabAddsWhatMustFollow(line: String, result: String) {
    #expect(completed(line) == result)
  }

  /// The table has a row for each operation, and each row is as wide as the others: a usage and a summary.
  @Test func everyCommandHasUsageAndSummary() {
    for command in 0..<CommandLanguage.commandCount {
      let usage = CommandLanguage.usage(command).text
      let summary = CommandLanguage.summary(command).text
      #expect(usage.first?.isLowercase == true && usage.count < 32, "\(usage)")
      #expect(!summary.isEmpty && summary.count < 48, "\(summary)")
      let words = usage.split(separator: " ").map { word in
        switch word {
        case "VM": "linux"
        case "POOL": "general"
        case "CORE", "WEIGHT", "PRIORITY": "1"
        case "BUDGET", "[PERIOD]": "1ms"
        default: String(word)
        }
      }
      let input = parse(words.joined(separator: " ")).input
      #expect(input != .complaint && input != .nothing, "\(usage)")
    }
  }
}
