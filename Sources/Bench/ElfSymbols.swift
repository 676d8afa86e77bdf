private import Foundation

/// The names and section sizes of a 64-bit little-endian ELF file (System V ABI, chapter 4).
public struct ElfSymbols: Sendable {
  /// Bytes of the loaded sections: code; constants and initialised data; what starts as zeros.
  public private(set) var text: UInt64 = 0
  public private(set) var data: UInt64 = 0
  public private(set) var bss: UInt64 = 0
  private var addresses: [String: UInt64] = [:]
  private let path: String

  public init(path: String) throws(BenchError) {
    self.path = path
    guard let data = FileManager.default.contents(atPath: path) else {
      throw .fileMissing(path: path, remedy: "build it with `scripts/image`")
    }
    let file = [UInt8](data)
    guard file.count >= 64, file.starts(with: [0x7F, 0x45, 0x4C, 0x46, 2, 1]) else {
      throw .fileDamaged(path: path, reason: "no 64-bit little-endian ELF")
    }
    guard read(file) else { throw .fileDamaged(path: path, reason: "its sections are cut off") }
  }

  /// The address of a symbol.
  public func address(of name: String) throws(BenchError) -> UInt64 {
    guard let address = addresses[name] else { throw .symbolMissing(name, path: path) }
    return address
  }

  private struct Section {
    var kind, flags, offset, size, link: UInt64
  }

  private mutating func read(_ file: [UInt8]) -> Bool {
    func number(_ offset: UInt64, _ bytes: UInt64) -> UInt64? {
      guard offset <= UInt64(file.count), bytes <= UInt64(file.count) - offset else { return nil }
      return file[Int(offset)..<Int(offset + bytes)].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
    guard let table = number(0x28, 8), let entrySize = number(0x3A, 2), let count = number(0x3C, 2)
    else { return false }
    var sections: [Section] = []
    for index in 0..<count {
      let place = table &+ index &* entrySize
      guard let kind = number(place &+ 4, 4), let flags = number(place &+ 8, 8),
        let offset = number(place &+ 24, 8), let size = number(place &+ 32, 8),
        let link = number(place &+ 40, 4)
      else { return false }
      sections.append(
        Section(kind: kind, flags: flags, offset: offset, size: size, link: link))
    }
    for section in sections where section.flags & 2 != 0 {
      if section.kind == 8 {
        bss += section.size
      } else if section.flags & 4 != 0 {
        text += section.size
      } else {
        data += section.size
      }
    }
    for section in sections where section.kind == 2 {
      guard sections.indices.contains(Int(section.link)) else { return false }
      let strings = sections[Int(section.link)].offset
      for place in stride(from: section.offset, to: section.offset &+ section.size, by: 24) {
        guard let name = number(place, 4), let value = number(place &+ 8, 8),
          strings &+ name < UInt64(file.count)
        else { return false }
        let bytes = file[Int(strings &+ name)...].prefix { $0 != 0 }
        addresses[String(decoding: bytes, as: UTF8.self)] = value
      }
    }
    return true
  }
}
