/// The hypervisor's final report, read from its lines on the console:
///
///     report vm=<name> state=<off|stopped|failed|running> starts=<n> resets=<n> boot-us=<n>
///     report vm=<name> vcpu=<n> exits=<total> <cause>=<n> … injected=<n> maintenance=<n> el2-us=<n>
///
/// together with the figures that guests print themselves (`<guest>: ticks=…`).
public struct RunReport: Sendable, Equatable {
  public struct VirtualCPU: Sendable, Equatable {
    public var index: Int
    public var exits: UInt64
    /// Exits by cause, in the order of the report.
    public var causes: [Cause]
    public var injected: UInt64
    public var maintenance: UInt64
    /// Time at EL2 in microseconds.
    public var hypervisorTime: UInt64
  }

  public struct Cause: Sendable, Equatable {
    public var name: String
    public var count: UInt64
  }

  public struct VirtualMachine: Sendable, Equatable {
    public var name: String
    public var state: String?
    public var starts: UInt64?
    public var resets: UInt64?
    /// From the hypervisor's entry to the VM's first instruction, in microseconds.
    public var bootTime: UInt64?
    public var virtualCPUs: [VirtualCPU] = []
    /// The last line of figures that the guest printed.
    public var figures: String?
  }

  public private(set) var virtualMachines: [VirtualMachine] = []

  /// `names` fix the order; VMs that only the report knows come after.
  public init(names: [String] = []) {
    virtualMachines = names.map { VirtualMachine(name: $0) }
  }

  /// Whether any line of the report was seen.
  public var isPresent: Bool { virtualMachines.contains { $0.state != nil } }

  public subscript(name: String) -> VirtualMachine? {
    virtualMachines.first { $0.name == name }
  }

  /// Takes a line of the console; those that say nothing to the report change nothing. A later report
  /// on the same VM replaces the earlier one.
  public mutating func see(_ line: ConsoleLine) {
    switch line.source {
    case .machine(let name):
      // Such as `control: ticks=10000 missed=0 …`. One that is not in the report yet was created, and may be gone at the end.
      guard self[name] != nil, let colon = line.text.firstIndex(of: ":"),
        line.text[line.text.index(after: colon)...].hasPrefix(" ticks=")
      else { return }
      change(name) { $0.figures = line.text }
    case .hypervisor:
      let words = line.text.split(separator: " ")
      guard words.first == "report" else { return }
      see(words.dropFirst())
    case .board:
      return
    }
  }

  private mutating func see(_ words: ArraySlice<Substring>) {
    let pairs = words.compactMap { word -> (key: String, value: String)? in
      guard let sign = word.firstIndex(of: "=") else { return nil }
      return (String(word[..<sign]), String(word[word.index(after: sign)...]))
    }
    func value(_ key: String) -> String? { pairs.first { $0.key == key }?.value }
    func number(_ key: String) -> UInt64? { value(key).flatMap { UInt64($0) } }
    guard let name = value("vm") else { return }
    if let text = value("vcpu") {
      guard let index = Int(text), let exits = number("exits") else { return }
      let known: Set = ["vm", "vcpu", "exits", "injected", "maintenance", "el2-us"]
      let causes = pairs.compactMap { pair in
        known.contains(pair.key)
          ? nil : UInt64(pair.value).map { Cause(name: pair.key, count: $0) }
      }
      let cpu = VirtualCPU(
        index: index, exits: exits, causes: causes, injected: number("injected") ?? 0,
        maintenance: number("maintenance") ?? 0, hypervisorTime: number("el2-us") ?? 0)
      change(name) { machine in
        machine.virtualCPUs.removeAll { $0.index == index }
        machine.virtualCPUs.append(cpu)
      }
    } else if let state = value("state") {
      change(name) { machine in
        machine.state = state
        machine.starts = number("starts")
        machine.resets = number("resets")
        machine.bootTime = number("boot-us")
      }
    }
  }

  private mutating func change(_ name: String, _ body: (inout VirtualMachine) -> Void) {
    if !virtualMachines.contains(where: { $0.name == name }) {
      virtualMachines.append(VirtualMachine(name: name))
    }
    for index in virtualMachines.indices where virtualMachines[index].name == name {
      body(&virtualMachines[index])
    }
  }
}
