import Core
import Foundation
import Scenario
import Testing

/// The table of system registers against the code that does what it says: `Core`, the image's sources, the guest that
/// walks the registers, and the committed page.
@Suite struct SystemRegisterTableTests {
  private func source(_ path: String) throws -> String {
    try String(contentsOf: TestFiles.repository.appending(path: path), encoding: .utf8)
  }

  private func name(_ fields: [UInt32]) -> SystemRegisterName {
    SystemRegisterName(fields[0], fields[1], fields[2], fields[3], fields[4])
  }

  private let groups = SystemRegisterTable.groups

  @Test func thePageIsTheTables() throws {
    #expect(
      try source("docs/system-registers.md") == SystemRegisterReference.text,
      "run: martlet schema --system-registers > docs/system-registers.md")
  }

  @Test func noEncodingIsListedTwice() {
    var seen: [[UInt32]: String] = [:]
    for entry in groups.flatMap(\.entries) {
      for encoding in entry.encodings {
        #expect(seen[encoding] == nil, "\(entry.name) and \(seen[encoding] ?? "")")
        seen[encoding] = entry.name
      }
    }
    #expect(seen.count > 1000)
  }

  /// The guest's own list, written by somebody else, names nothing that is not here, and calls it the same.
  @Test func theGuestsWalkIsInTheTable() throws {
    var byEncoding: [[UInt32]: String] = [:]
    for entry in groups.flatMap(\.entries) {
      for encoding in entry.encodings { byEncoding[encoding] = entry.name }
    }
    let pattern = #/register\("(\w+)", Self\.encode\((\d+), (\d+), (\d+), (\d+), (\d+)\)/#
    let walk = try source("Sources/Guests/Registers/RegisterWalk+Table.swift")
    var count = 0
    for match in walk.matches(of: pattern) {
      let encoding = [match.2, match.3, match.4, match.5, match.6].compactMap { UInt32($0) }
      let found = try #require(byEncoding[encoding], "\(match.1) is not in the table")
      count += 1
      // A family's name has <n> or a comma; a single register's is the name itself.
      guard !found.contains("<"), !found.contains(","), !found.contains("*") else { continue }
      #expect(found == String(match.1))
    }
    #expect(count > 300)
  }

  @Test func coreAnswersWhatTheTableSays() {
    for group in groups {
      guard let answer = group.answer else { continue }
      for encoding in group.entries.flatMap(\.encodings) {
        let name = name(encoding)
        let treatment = SystemRegister.treatment(of: name)
        switch answer {
        case .identification:
          #expect(IdentificationRegisters.index(of: name) != nil, "\(encoding)")
          #expect(treatment == .undefined, "\(encoding)")
        case .softwareInterrupt:
          guard case .softwareInterrupt = treatment else {
            Issue.record("\(encoding)")
            continue
          }
        case .readsZero: #expect(treatment == .readsZero, "\(encoding)")
        case .undefined: #expect(treatment == .undefined, "\(encoding)")
        }
      }
    }
  }

  @Test func whatIsNotListedIsUndefined() {
    let listed = Set(groups.flatMap(\.entries).flatMap(\.encodings))
    for op0 in 0...3 as ClosedRange<UInt32> {
      for op1 in 0...7 as ClosedRange<UInt32> {
        for n in 0...15 as ClosedRange<UInt32> {
          for m in 0...15 as ClosedRange<UInt32> {
            for op2 in 0...7 as ClosedRange<UInt32> {
              let encoding = [op0, op1, n, m, op2]
              let isReserved =
                op0 == 3 && op1 == 0 && (n == 0 || (n == 5 && (3...5).contains(m)))
              if listed.contains(encoding) || isReserved { continue }
              let treatment = SystemRegister.treatment(of: name(encoding))
              if treatment != .undefined { Issue.record("\(encoding)") }
            }
          }
        }
      }
    }
  }

  // MARK: The image's sources

  /// What is written for a register whose own name is not what the reset writes.
  static let writtenAs = [
    "CNTP_TVAL_EL0": "cntp_cval_el0", "CNTV_TVAL_EL0": "cntv_cval_el0",
    "DBGCLAIMSET_EL1": "dbgclaimclr_el1", "DISR_EL1": "vdisr_el2", "MIDR_EL1": "vpidr_el2",
    "MPIDR_EL1": "vmpidr_el2",
  ]

  @Test func everyRegisterThatIsResetIsWritten() throws {
    let swift =
      try source("Sources/AArch64/ControlRegisters.swift")
      + source("Sources/Hypervisor/Lifecycle.swift")
    let assembly = try source("Sources/CAArch64/calls.S")
    for group in groups where group.handling == .reset {
      // Those are reset by SPSR_EL2, by the virtual interface's own registers, and in the frame.
      if ["Process state", "Interrupt controller interface", "Instruction key A"]
        .contains(group.title)
      {
        continue
      }
      for entry in group.entries {
        let symbol = Self.writtenAs[entry.name] ?? entry.name.lowercased()
        let isWritten =
          swift.contains("martlet_write_\(symbol)(")
          || assembly.contains("msr   \(entry.name),")
          || assembly.contains("// \(entry.name.prefix { $0 != "<" })\n")
        #expect(isWritten, "\(entry.name) is not reset")
      }
    }
    #expect(swift.contains("martlet_write_spsr_el2(0x3C5)"))
    #expect(swift.contains("record.frame.key = (0, 0)"))
    let interface = try source("Sources/Hypervisor/PhysicalInterrupts.swift")
    for register in ["ich_vmcr_el2", "ich_ap0r0_el2", "ich_ap1r0_el2", "icc_sre_el1"] {
      #expect(interface.contains("martlet_write_\(register)("))
    }
  }

  /// The value of numbers and shifts joined by `|`, as the sources write control words.
  private func value(_ expression: some StringProtocol) throws -> UInt64 {
    var value: UInt64 = 0
    for term in expression.split(separator: "|") {
      let parts = term.split(separator: "<<").map { $0.trimmingCharacters(in: .whitespaces) }
      let numbers = try parts.map { text in
        let digits = text.replacing("_", with: "")
        let number =
          digits.hasPrefix("0x") ? UInt64(digits.dropFirst(2), radix: 16) : UInt64(digits)
        return try #require(number, "not a number: \(text)")
      }
      value |= numbers.count == 2 ? numbers[0] << numbers[1] : numbers[0]
    }
    return value
  }

  /// Arm ARM D24.2, HCR_EL2: which bits guests run under, and which must never be set.
  @Test func hypervisorConfigurationTraps() throws {
    let text = try source("Sources/AArch64/HypervisorConfiguration.swift")
    var bits: [String: UInt64] = [:]
    for match in text.matches(of: #/static let (\w+) = Self\(rawValue: (1 << \d+)\)/#) {
      bits[String(match.1)] = try value(match.2)
    }
    let guest = try #require(text.firstMatch(of: #/static let guest =([^\/]*)\n\n/#))
    var word: UInt64 = 0
    for name in guest.1.split(whereSeparator: { $0 == "|" || $0.isWhitespace }) {
      word |= try #require(bits[String(name)], "\(name)")
    }
    let set = [
      "VM": 0, "SWIO": 1, "PTW": 2, "AMO": 5, "FB": 9, "TID3": 18, "TSC": 19, "TIDCP": 20,
      "TACR": 21, "RW": 31, "TLOR": 35, "TERR": 36, "APK": 40, "API": 41, "TID5": 58,
    ]
    for (name, bit) in set { #expect(word >> UInt64(bit) & 1 == 1, "\(name) is clear") }
    let clear = [
      "DC": 12, "TGE": 27, "HCD": 29, "E2H": 34, "NV": 42, "NV1": 43, "NV2": 45, "AMVOFFEN": 51,
      "EnSCXT": 53, "ATA": 56, "TME": 39,
    ]
    for (name, bit) in clear { #expect(word >> UInt64(bit) & 1 == 0, "\(name) is set") }
  }

  /// Arm ARM D24.2: CPTR_EL2 (with E2H clear), MDCR_EL2, CNTHCTL_EL2, HCRX_EL2 and the fine-grained traps.
  @Test func theOtherControlsTrap() throws {
    let text = try source("Sources/AArch64/ControlRegisters.swift")
    func written(_ register: String) throws -> UInt64 {
      let pattern = try Regex<(Substring, Substring)>(
        "martlet_write_\(register)\\((.*)\\)(?: \\})?\\n")
      let match = try #require(text.firstMatch(of: pattern), "\(register) is not written")
      return try value(match.1.replacing("martlet_read_mdcr_el2() & 0x1F |", with: ""))
    }
    func single(_ register: String) throws -> UInt64 {
      let pattern = try Regex<(Substring, Substring)>("martlet_write_\(register)\\(([^)]*)\\)")
      let match = try #require(text.firstMatch(of: pattern), "\(register) is not written")
      return try value(match.1)
    }
    let coprocessors = try written("cptr_el2")
    #expect(coprocessors & 0x22FF == 0x22FF)  // RES1
    for bit in [8, 12, 20, 30] as [UInt64] {  // TZ, TSM, TTA, TAM
      #expect(coprocessors >> bit & 1 == 1)
    }
    #expect(coprocessors & (1 << 10 | 1 << 31) == 0)  // TFP, TCPAC
    let debug = try written("mdcr_el2")
    for bit in [5, 6, 14, 19] as [UInt64] {  // TPMCR, TPM, TPMS, TTRF
      #expect(debug >> bit & 1 == 1)
    }
    // TDE, E2PB, EnSPM, E2TB, EBWE, EnSTEPOP
    for bit in [8, 12, 13, 15, 24, 25, 43, 50] as [UInt64] { #expect(debug >> bit & 1 == 0) }
    #expect(try single("hstr_el2") == 0)
    #expect(try single("cnthctl_el2") == 3)
    #expect(try single("hcrx_el2") == 1 << 6)
    for register in [
      "hfgrtr_el2", "hfgwtr_el2", "hfgitr_el2", "hdfgrtr_el2", "hdfgwtr_el2", "hfgrtr2_el2",
      "hfgwtr2_el2", "hfgitr2_el2", "hdfgrtr2_el2", "hdfgwtr2_el2",
    ] {
      #expect(try single(register) == 0)
    }
    #expect(try single("mpam2_el2") == 1 << 58 | 1 << 49 | 1 << 48)
  }
}
