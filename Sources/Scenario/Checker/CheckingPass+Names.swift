internal import Core

extension CheckingPass {
  static let longestName = 31

  /// Names end up in console prefixes, device trees and file names: they are kept plain.
  mutating func checkName(_ name: Located<String>, of what: String) {
    let allowed = "letters, digits, \"-\" and \"_\", the first a letter"
    if name.value.count > Self.longestName {
      diagnostics.error(
        "the name of \(what) has \(name.value.count) characters", at: name.position,
        remedy: "use at most \(Self.longestName)")
    }
    let isPlain = { (character: Character) in
      character.isASCII && (character.isLetter || character.isNumber || "-_".contains(character))
    }
    if let bad = name.value.first(where: { !isPlain($0) }) {
      diagnostics.error(
        "the name of \(what) has the character \"\(bad)\" in it", at: name.position,
        remedy: "use \(allowed)")
    } else if let first = name.value.first, !first.isLetter {
      diagnostics.error(
        "the name of \(what) begins with \"\(first)\"", at: name.position, remedy: "use \(allowed)")
    }
  }

  /// Complains about each name that an earlier one of the same kind has.
  mutating func checkUnique(_ names: [Located<String>?], of what: String) {
    var first: [String: SourcePosition] = [:]
    for case let name? in names {
      if let earlier = first[name.value] {
        diagnostics.error(
          "another \(what) is called \"\(name.value)\" already, in line \(earlier.line)",
          at: name.position, remedy: "give each \(what) its own name")
      } else {
        first[name.value] = name.position
      }
    }
  }

  /// Which one of these is meant; nil, with a complaint, when it is none.
  mutating func index(
    of name: Located<String>, among names: [String?], _ what: String, definedUnder key: String
  ) -> Int? {
    if let index = names.firstIndex(of: name.value) { return index }
    let known = names.compactMap { $0 }
    diagnostics.error(
      "there is no \(what) \"\(name.value)\"", at: name.position,
      remedy: known.isEmpty
        ? "define it under `\(key)`" : suggestion(for: name.value, among: known))
    return nil
  }

  mutating func checkMachineNames() {
    let names = clauses.map(\.name)
    for case let name? in names { checkName(name, of: "a VM") }
    checkUnique(Array(names[fixed]), of: "VM")
    if let created, let name = names[created],
      names[fixed].contains(where: { $0?.value == name.value })
    {
      diagnostics.error(
        "the scenario has a VM \"\(name.value)\" already", at: name.position,
        remedy: "give the VM a name of its own")
    }
    guard let list = document.vms else { return }
    if list.value.isEmpty {
      // An element that could not be read has been complained about.
      if !diagnostics.hasErrors {
        diagnostics.error("there is no VM", at: list.position, remedy: "write at least one")
      }
    } else if fixed.count > CheckedScenario.largestMachineCount {
      diagnostics.error(
        "there are \(fixed.count) VMs", at: list.position,
        remedy: "use at most \(CheckedScenario.largestMachineCount)")
    }
  }
}

extension CheckedScenario {
  /// What the image has room for, beyond the number of VMs: see `VirtualMachineConfiguration` in Core.
  static let largestWindowCount = 8
  static let largestInterruptCount = 32
  /// Copies into one VM's memory, without its device tree.
  static let largestLoadCount = 15

  public static let largestMachineCount = MachineConfiguration.maximumVirtualMachines
}
