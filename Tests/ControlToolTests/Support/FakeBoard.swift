import ControlTool
import Core
import TestSupport

struct FakeBoard: ControlBoard {
  let hypervisor: FakeHypervisor

  var memory: PlainMemory { hypervisor.memory }

  func read(_ register: ControlRegisters.Register) -> UInt32 {
    hypervisor.otherRegisters[register.rawValue]
      ?? hypervisor.registers.read(register.rawValue, size: 4)
  }

  func write(_ register: ControlRegisters.Register, _ value: UInt32) {
    hypervisor.write(register, value)
  }

  func take(_ bits: UInt32) -> Bool {
    defer { hypervisor.taken |= bits }
    return hypervisor.taken & bits == 0
  }

  func release(_ bits: UInt32) { hypervisor.taken &= ~bits }

  func wait(milliseconds: UInt32) {
    if !hypervisor.happening.isEmpty { hypervisor.happening.removeFirst()(hypervisor) }
  }

  func openFile(_ path: RawSpan) -> UInt64? {
    let name = Self.text(path)
    hypervisor.openedFile = hypervisor.files[name]
    return hypervisor.openedFile.map { UInt64($0.count) }
  }

  private static func text(_ bytes: RawSpan) -> String {
    String(decoding: (0..<bytes.byteCount).map { bytes.byte(at: $0) ?? 0 }, as: UTF8.self)
  }

  func stage(from offset: UInt64, count: Int) -> Bool {
    guard let file = hypervisor.openedFile, Int(offset) + count <= file.count else { return false }
    hypervisor.staging = Array(file[Int(offset)..<(Int(offset) + count)])
    return !hypervisor.filesGoBad
  }

  func createFile(_ path: RawSpan) -> Bool {
    let name = Self.text(path)
    hypervisor.madeFile = name
    hypervisor.files[name] = []
    return !hypervisor.filesGoBad
  }

  func writeFile(at offset: UInt64, _ bytes: RawSpan) -> Bool {
    guard let name = hypervisor.madeFile, var file = hypervisor.files[name] else { return false }
    let end = Int(offset) + bytes.byteCount
    if file.count < end { file += [UInt8](repeating: 0, count: end - file.count) }
    for index in 0..<bytes.byteCount { file[Int(offset) + index] = bytes.byte(at: index) ?? 0 }
    hypervisor.files[name] = file
    return true
  }

  func takeMemory(blocks: UInt64) -> Int {
    guard !hypervisor.movesMemory else { return -1 }
    let runs = hypervisor.spareMemory
    guard runs.reduce(0, { $0 + $1.size }) == blocks << 21 else { return 0 }
    hypervisor.spareMemory = []
    hypervisor.givenUp += runs
    hypervisor.listed = runs
    return runs.count
  }

  func listMemory() -> Int {
    hypervisor.listed = hypervisor.givenUp
    return hypervisor.listed.count
  }

  func memoryRun(_ number: Int) -> AddressRange { hypervisor.listed[number] }

  func returnMemory(_ run: AddressRange) { hypervisor.givenUp.removeAll { $0 == run } }

  func pause(milliseconds: UInt32) {
    hypervisor.time += UInt64(milliseconds) * 1_000_000
    if !hypervisor.passing.isEmpty { hypervisor.passing.removeFirst()(hypervisor) }
  }
}
