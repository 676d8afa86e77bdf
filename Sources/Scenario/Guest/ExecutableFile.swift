/// A static ELF for AArch64: its loadable segments, by physical address. System V ABI, chapter 5, and
/// "ELF for the Arm 64-bit Architecture".
struct ExecutableFile: Sendable {
  struct Segment: Sendable {
    /// With the memory behind the file's bytes that starts as zeros.
    var addresses: Range<UInt64>
    var bytes: ArraySlice<UInt8>
  }

  /// Physical address of the first instruction.
  let entry: UInt64
  let segments: [Segment]

  init(_ file: [UInt8]) throws(GuestLayoutError) {
    guard file.starts(with: [0x7F, 0x45, 0x4C, 0x46]) else {
      let isLinux = file.count >= 64 && file[56...].starts(with: [0x41, 0x52, 0x4D, 0x64])
      throw .init(
        .payload, "the file is no ELF (no \"\\x7FELF\" at its start)",
        remedy: isLinux
          ? "it is an arm64 Linux Image: write `linux:`" : "write `raw:` for a bare binary")
    }
    func refuse(_ problem: String, _ remedy: String) -> GuestLayoutError {
      .init(.payload, problem, remedy: remedy)
    }
    guard file.count >= 64, file[4] == 2, file[5] == 1 else {
      throw refuse("the ELF is not 64-bit little-endian", "build it for AArch64")
    }
    guard file.littleEndian16(at: 18) == 183 else {
      throw refuse(
        "the ELF is for machine \(file.littleEndian16(at: 18)), not AArch64 (183)",
        "build it for AArch64")
    }
    guard file.littleEndian16(at: 16) == 2 else {
      throw refuse(
        "the ELF is no program with fixed addresses", "link it statically and without -pie")
    }
    let start = file.littleEndian64(at: 24)
    let table = file.littleEndian64(at: 32)
    let stride = UInt64(file.littleEndian16(at: 54))
    let number = UInt64(file.littleEndian16(at: 56))
    guard stride >= 56, number > 0, table < UInt64(file.count),
      stride * number <= UInt64(file.count) - table
    else { throw refuse("the ELF has no program headers", "link it as a program") }

    var segments: [Segment] = []
    var entry: UInt64?
    for index in 0..<number {
      let header = Int(table + index * stride)
      let kind = file.littleEndian32(at: header)
      guard kind != 3 else {
        throw refuse("the ELF wants a dynamic linker", "link it statically")
      }
      let memorySize = file.littleEndian64(at: header + 40)
      guard kind == 1, memorySize > 0 else { continue }
      let offset = file.littleEndian64(at: header + 8)
      let virtual = file.littleEndian64(at: header + 16)
      let physical = file.littleEndian64(at: header + 24)
      let fileSize = file.littleEndian64(at: header + 32)
      let fileEnd = offset.addingReportingOverflow(fileSize)
      let end = physical.addingReportingOverflow(memorySize)
      guard !fileEnd.overflow, fileEnd.partialValue <= UInt64(file.count), fileSize <= memorySize,
        !end.overflow
      else { throw refuse("the ELF is cut off or damaged", "build or copy it again") }
      let addresses = physical..<end.partialValue
      guard !segments.contains(where: { $0.addresses.overlaps(addresses) }) else {
        throw refuse("two segments of the ELF overlap", "correct its linker script")
      }
      segments.append(
        Segment(addresses: addresses, bytes: file[Int(offset)..<Int(fileEnd.partialValue)]))
      if start >= virtual, start - virtual < memorySize { entry = physical + (start - virtual) }
    }
    guard let entry, !segments.isEmpty else {
      throw refuse(
        "the ELF's entry \(hexadecimal(start)) is in none of its segments", "link it again")
    }
    guard entry % 4 == 0 else {
      throw refuse(
        "the ELF's entry \(hexadecimal(start)) is no instruction's address", "link it again")
    }
    let most = CheckedScenario.largestLoadCount
    guard segments.filter({ !$0.bytes.isEmpty }).count <= most else {
      throw refuse("the ELF has \(segments.count) segments to load", "link it with at most \(most)")
    }
    self.entry = entry
    self.segments = segments
  }
}
