/// One thing of a run's script. The steps of one VM happen in their order; those of different VMs
/// do not wait for each other, but where they meet.
public enum RunStep: Sendable, Equatable {
  /// This text must appear on the VM's console, after whatever the step before it waited for.
  case expect(machine: String, text: String)
  /// These bytes are typed to the VM.
  case send(machine: String, bytes: [UInt8])
  /// The VM's next steps wait until each VM that has a step with this point has come to it. What it shows meanwhile has
  /// no meaning for them.
  case meet(machine: String, point: String)

  /// What to name as the machine to expect a line of the hypervisor itself, and to type to its monitor. No VM's name has
  /// a colon.
  public static let hypervisor = "martlet:"

  public var machine: String {
    switch self {
    case .expect(let machine, _), .send(let machine, _), .meet(let machine, _): machine
    }
  }
}

extension RunStep {
  public var isSend: Bool {
    if case .send = self { true } else { false }
  }

  /// Where it waits for others.
  var point: String? {
    if case .meet(_, let point) = self { point } else { nil }
  }

  /// The step with the hypervisor in place of a VM that is called `martlet`, unless there is such a VM.
  public func reachingHypervisor(unless names: [String]) -> RunStep {
    guard machine == "martlet", !names.contains(machine) else { return self }
    return switch self {
    case .expect(_, let text): .expect(machine: Self.hypervisor, text: text)
    case .send(_, let bytes): .send(machine: Self.hypervisor, bytes: bytes)
    case .meet(_, let point): .meet(machine: Self.hypervisor, point: point)
    }
  }

  /// Reads `VM:TEXT`; nil without a colon or with nothing before it. The text may be empty.
  static func split(_ argument: String) -> (machine: String, text: String)? {
    guard let colon = argument.firstIndex(of: ":"), colon != argument.startIndex else { return nil }
    return (
      String(argument[..<colon]), String(argument[argument.index(after: colon)...])
    )
  }

  /// The step of `--expect VM:TEXT`.
  public static func expecting(_ argument: String) -> RunStep? {
    guard let (machine, text) = split(argument), !text.isEmpty else { return nil }
    return .expect(machine: machine, text: text)
  }

  /// The step of `--send VM:TEXT`. The text is followed by a carriage return unless it ends in `\c`;
  /// `\r`, `\n`, `\t`, `\e`, `\\` and `\xNN` stand for the bytes that they do in C.
  public static func sending(_ argument: String) -> RunStep? {
    guard let (machine, text) = split(argument), let bytes = typed(text) else { return nil }
    return .send(machine: machine, bytes: bytes)
  }

  /// The steps of a scenario's `expect` list that types something: items that begin with `> ` are sent, the others
  /// expected, one after the other. Nil for a list of texts only, whose order means nothing.
  static func script(of items: [String], machine: String) -> [RunStep]? {
    guard items.contains(where: { $0.hasPrefix("> ") }) else { return nil }
    return items.compactMap { item in
      item.hasPrefix("> ")
        ? sending("\(machine):\(item.dropFirst(2))") : .expect(machine: machine, text: item)
    }
  }

  private static func typed(_ text: String) -> [UInt8]? {
    var bytes: [UInt8] = []
    var rest = [UInt8](text.utf8)[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "\\") else {
        bytes.append(byte)
        continue
      }
      switch rest.popFirst() {
      case UInt8(ascii: "r"): bytes.append(0x0D)
      case UInt8(ascii: "n"): bytes.append(0x0A)
      case UInt8(ascii: "t"): bytes.append(0x09)
      case UInt8(ascii: "e"): bytes.append(0x1B)
      case UInt8(ascii: "\\"): bytes.append(UInt8(ascii: "\\"))
      case UInt8(ascii: "c"): return rest.isEmpty ? bytes : nil
      case UInt8(ascii: "x"):
        let digits = String(decoding: rest.prefix(2), as: UTF8.self)
        guard digits.utf8.count == 2, let value = UInt8(digits, radix: 16) else { return nil }
        bytes.append(value)
        rest = rest.dropFirst(2)
      default: return nil
      }
    }
    return bytes + [0x0D]
  }
}
