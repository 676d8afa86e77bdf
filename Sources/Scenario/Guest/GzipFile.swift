/// Unpacks gzip, in which kernels are often kept. RFC 1952 (the file), RFC 1951 (what is in it).
enum GzipFile {
  enum Failure: Error, CustomStringConvertible {
    case truncated
    case damaged
    case tooLarge

    var description: String {
      switch self {
      case .truncated: "is cut off"
      case .damaged: "is damaged"
      case .tooLarge: "unpacks to more than 1GiB"
      }
    }
  }

  static let largestResult = 1 << 30

  static func isPacked(_ file: [UInt8]) -> Bool { file.starts(with: [0x1F, 0x8B]) }

  static func unpack(_ file: [UInt8]) throws(Failure) -> [UInt8] {
    var input = BitReader(bytes: file, position: try headerLength(file))
    var output: [UInt8] = []
    var isLast = false
    while !isLast {
      isLast = try input.bits(1) == 1
      switch try input.bits(2) {
      case 0: try copyStored(&input, &output)
      case 1: try inflate(&input, &output, literals: .fixedLiterals, distances: .fixedDistances)
      case 2:
        let (literals, distances) = try readCodes(&input)
        try inflate(&input, &output, literals: literals, distances: distances)
      default: throw .damaged
      }
    }
    input.alignToByte()
    let checksum = UInt32(try input.bits(16)) | UInt32(try input.bits(16)) << 16
    guard checksum == cyclicRedundancyCheck(output) else { throw .damaged }
    return output
  }

  private static func headerLength(_ file: [UInt8]) throws(Failure) -> Int {
    guard file.count > 18 else { throw .truncated }
    let flags = file[3]
    guard file[2] == 8, flags & 0xE0 == 0 else { throw .damaged }
    var position = 10
    if flags & 4 != 0 {
      guard position + 2 <= file.count else { throw .truncated }
      position += 2 + Int(file.littleEndian16(at: position))
    }
    // The file's name and a comment, each ended by a zero.
    for flag in [UInt8(8), 16] where flags & flag != 0 {
      guard position < file.count, let end = file[position...].firstIndex(of: 0) else {
        throw .truncated
      }
      position = end + 1
    }
    if flags & 2 != 0 { position += 2 }
    guard position < file.count else { throw .truncated }
    return position
  }

  private static func copyStored(
    _ input: inout BitReader, _ output: inout [UInt8]
  ) throws(Failure) {
    input.alignToByte()
    let length = try input.bits(16)
    guard try input.bits(16) == ~length & 0xFFFF else { throw .damaged }
    output += try input.takeBytes(length)
    guard output.count <= largestResult else { throw .tooLarge }
  }

  private static let lengthBases = [
    3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131,
    163, 195, 227, 258,
  ]
  private static let lengthExtras = [
    0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
  ]
  private static let distanceBases = [
    1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049,
    3073, 4097, 6145, 8193, 12289, 16385, 24577,
  ]

  private static func inflate(
    _ input: inout BitReader, _ output: inout [UInt8], literals: PrefixCode,
    distances: PrefixCode
  ) throws(Failure) {
    while true {
      let symbol = try literals.next(from: &input)
      if symbol < 256 {
        output.append(UInt8(symbol))
        continue
      }
      if symbol == 256 { return }
      guard symbol - 257 < lengthBases.count else { throw .damaged }
      let length = lengthBases[symbol - 257] + (try input.bits(lengthExtras[symbol - 257]))
      let code = try distances.next(from: &input)
      guard code < distanceBases.count else { throw .damaged }
      let distance = distanceBases[code] + (try input.bits(max(0, code / 2 - 1)))
      guard distance <= output.count else { throw .damaged }
      guard output.count + length <= largestResult else { throw .tooLarge }
      // One by one: a copy may reach into itself.
      for _ in 0..<length { output.append(output[output.count - distance]) }
    }
  }

  private static func readCodes(
    _ input: inout BitReader
  ) throws(Failure) -> (literals: PrefixCode, distances: PrefixCode) {
    let literalCount = try input.bits(5) + 257
    let distanceCount = try input.bits(5) + 1
    let lengthCount = try input.bits(4) + 4
    let order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]
    var lengthLengths = Array(repeating: 0, count: 19)
    for index in order.prefix(lengthCount) { lengthLengths[index] = try input.bits(3) }
    let code = try PrefixCode(lengths: lengthLengths)
    var lengths: [Int] = []
    while lengths.count < literalCount + distanceCount {
      let symbol = try code.next(from: &input)
      switch symbol {
      case 16:
        guard let last = lengths.last else { throw .damaged }
        lengths += Array(repeating: last, count: 3 + (try input.bits(2)))
      case 17: lengths += Array(repeating: 0, count: 3 + (try input.bits(3)))
      case 18: lengths += Array(repeating: 0, count: 11 + (try input.bits(7)))
      default: lengths.append(symbol)
      }
    }
    guard lengths.count == literalCount + distanceCount else { throw .damaged }
    return (
      try PrefixCode(lengths: Array(lengths[..<literalCount])),
      try PrefixCode(lengths: Array(lengths[literalCount...]))
    )
  }

  private static let checksumTable: [UInt32] = (0..<256).map { index in
    (0..<8).reduce(UInt32(index)) { value, _ in
      value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1
    }
  }

  private static func cyclicRedundancyCheck(_ bytes: [UInt8]) -> UInt32 {
    let table = checksumTable
    var value: UInt32 = 0xFFFF_FFFF
    for byte in bytes { value = table[Int(UInt8(truncatingIfNeeded: value) ^ byte)] ^ value >> 8 }
    return ~value
  }
}
