import Foundation

/// How many bytes of each core's stack Martlet used in a run, by the board's memory as the run left it.
///
/// Nobody fills a stack's memory, so it is zero until it is used: what lies above the lowest word that is not zero was, and
/// the image does nothing for it. (Words at the lowest end that were only reserved, or written with zeros, are missed.)
struct StackDepths {
  /// Where Martlet maps the stacks of the cores but the boot core, the next one `distance` on; each begins with a page
  /// that is not mapped (`Sources/Hypervisor/Assembly.swift`).
  private static let stacks: UInt64 = 0x8000_4000_0000
  private static let distance: UInt64 = 0x1_0000
  private static let page: UInt64 = 0x1000
  private static let boardMemory: UInt64 = 0x4000_0000

  private let memory: Data
  /// Addresses in the image: of the boot core's stack, and of where EL2's root table is written down.
  private let bootStack: Range<UInt64>
  private let bootParameters: UInt64

  /// QEMU's arguments by which the board's memory is a file.
  static func arguments(memory size: String, file: URL) -> [String] {
    [
      "-object", "memory-backend-file,id=ram,size=\(size),mem-path=\(file.path),share=on",
      "-machine", "memory-backend=ram",
    ]
  }

  /// `memory` is the board's, from its start.
  init(memory: Data, symbols: ElfSymbols) throws(BenchError) {
    let bottom = try symbols.address(of: "martlet_boot_stack_bottom")
    let top = try symbols.address(of: "martlet_boot_stack_top")
    self.init(
      memory: memory, bootStack: bottom..<max(bottom, top),
      bootParameters: try symbols.address(of: "martlet_boot_parameters"))
  }

  init(memory: Data, bootStack: Range<UInt64>, bootParameters: UInt64) {
    self.memory = memory
    self.bootStack = bootStack
    self.bootParameters = bootParameters
  }

  /// The boot core's first; 0 for a core that has none.
  func depths(cores: Int) -> [UInt64] {
    let pages = stride(from: bootStack.lowerBound, to: bootStack.upperBound, by: Int(Self.page))
    var depths = [depth(pages.map(physical))]
    let root = number(physical(bootParameters))
    for core in 1..<UInt64(max(cores, 1)) {
      let first = Self.stacks + core * Self.distance + Self.page
      var pages: [UInt64] = []
      while let page = translate(first + UInt64(pages.count) * Self.page, root: root) {
        pages.append(page)
      }
      depths.append(depth(pages))
    }
    return depths
  }

  /// Where an address of the image lies.
  private func physical(_ address: UInt64) -> UInt64 {
    address &- ExecutionCounter.linkedAddress &+ ExecutionCounter.loadedAddress
  }

  /// Bytes from the first word that is not zero to the end of these pages, which are mapped one above the other.
  private func depth(_ pages: [UInt64]) -> UInt64 {
    for (index, start) in pages.enumerated() {
      for offset in stride(from: 0, to: Self.page, by: 8) where number(start + offset) != 0 {
        return UInt64(pages.count - index) * Self.page - offset
      }
    }
    return 0
  }

  /// The page that EL2 has at `address`, if it has one; stacks are mapped in pages of 4 KiB.
  /// Source: Arm ARM, D8.3: four levels of nine bits each, and bit 0 of an entry says that it is one.
  private func translate(_ address: UInt64, root: UInt64) -> UInt64? {
    var table = root & 0xFFFF_FFFF_F000
    for shift in [39, 30, 21, 12] as [UInt64] {
      let entry = number(table + (address >> shift & 511) * 8)
      guard entry & 1 != 0 else { return nil }
      table = entry & 0xFFFF_FFFF_F000
    }
    return table
  }

  /// The eight bytes at a physical address; zero where the board has no memory.
  private func number(_ address: UInt64) -> UInt64 {
    guard address >= Self.boardMemory,
      let offset = Int(exactly: address - Self.boardMemory), offset <= memory.count - 8
    else { return 0 }
    let start = memory.startIndex + offset
    return memory[start..<start + 8].reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }
}
