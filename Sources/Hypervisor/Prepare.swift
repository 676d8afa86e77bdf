internal import AArch64
internal import CAArch64
internal import Core

// Runs once on the boot core with the MMU off, at the image's physical address. It maps the image where it is linked,
// with its sections' rights, and what is needed to go on: the page that turns the MMU on, and the board's device tree.
// The rest is mapped by `Main`, when the board is known.

/// Fills `martlet_boot_parameters`. Does not return when it cannot.
@c(martlet_prepare)
public func prepare(_ deviceTree: UInt64) {
  let start = ImageLayout.start
  let physical = PhysicalMemory(
    imageStart: start, imageSize: ImageLayout.size, imageOffset: 0)
  let frames = AddressRange(
    start: martlet_boot_frames(), size: martlet_boot_frames_end() &- martlet_boot_frames())
  var tables = TableFrames(pool: FramePool(frames), memory: physical)
  guard let root = tables.allocateTable() else { stop() }
  let table = TranslationTable(root: root, startLevel: 0, inputBits: 48)
  do throws(TranslationTableError) {
    try mapImage(table, &tables)
    let page = martlet_boot_page()
    try table.map(
      page, to: PhysicalAddress(page), size: Granule.size, attributes: .hypervisorText, in: &tables)
    // At most 2 MiB, aligned to 8 bytes (Linux booting.rst), so within two 2 MiB blocks.
    let tree = deviceTree & ~0x1F_FFFF
    try table.map(
      tree, to: PhysicalAddress(tree), size: 0x40_0000, attributes: .hypervisorReadOnly,
      in: &tables)
  } catch {
    stop()
  }
  write(root, frames: tables.pool.nextFree)
}

private func mapImage(
  _ table: TranslationTable, _ tables: inout TableFrames
) throws(TranslationTableError) {
  let start = ImageLayout.start
  let link = ImageLayout.linkAddress
  let guardPage = martlet_guard_page()
  let readOnlyEnd = ImageLayout.readOnlyEnd
  let textEnd = ImageLayout.textEnd
  try table.map(
    link, to: PhysicalAddress(start), size: textEnd &- start, attributes: .hypervisorText,
    in: &tables)
  if readOnlyEnd > textEnd {
    try table.map(
      link &+ (textEnd &- start), to: PhysicalAddress(textEnd), size: readOnlyEnd &- textEnd,
      attributes: .hypervisorReadOnly, in: &tables)
  }
  if guardPage > readOnlyEnd {
    try table.map(
      link &+ (readOnlyEnd &- start), to: PhysicalAddress(readOnlyEnd),
      size: guardPage &- readOnlyEnd, attributes: .hypervisorData, in: &tables)
  }
  let after = guardPage &+ Granule.size
  try table.map(
    link &+ (after &- start), to: PhysicalAddress(after), size: ImageLayout.end &- after,
    attributes: .hypervisorData, in: &tables)
}

private func write(_ root: PhysicalAddress, frames: UInt64) {
  // SCTLR_EL2: the RES1 bits, M, A off (Swift may rely on it only for Normal memory), C, SA, I, WXN, and BT where
  // the core has it.
  var system: UInt64 = 0x30C5_0830 | 1 << 0 | 1 << 2 | 1 << 3 | 1 << 12 | 1 << 19
  if Processor.hasBranchTargets { system |= 1 << 36 }
  // Return addresses are signed. Arm: `EnIA`.
  if Processor.hasPointerAuthentication { system |= 1 << 31 }
  // TCR_EL2: 48 bits, write-back inner shareable walks, 4 KiB granule, RES1 bits 23 and 31.
  let control: UInt64 =
    16 | 1 << 8 | 1 << 10 | 3 << 12 | Processor.physicalRange << 16 | 1 << 23 | 1 << 31
  martlet_set_boot_parameters(root.rawValue, control, system, frames)
}

private func stop() -> Never {
  while true { Processor.waitForInterrupt() }
}
