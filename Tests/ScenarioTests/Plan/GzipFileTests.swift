import Foundation
import Testing

@testable import Scenario

@Suite struct GzipFileTests {
  private func file(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: BadScenarioTests.folder.appending(path: "files/\(name)")))
  }

  private static let numbers = (0..<2000).map { String($0 * 7919 % 1000) }.joined(separator: " ")

  @Test(arguments: ["numbers.gz", "numbers-stored.gz"]) func unpacks(name: String) throws {
    #expect(try GzipFile.unpack(file(name)) == Array(Self.numbers.utf8))
  }

  @Test func fixedCodes() throws {
    #expect(try GzipFile.unpack(file("Image.gz")) == file("Image"))
  }

  @Test func everyCutIsNoticed() throws {
    for name in ["Image.gz", "numbers-stored.gz"] {
      let bytes = try file(name)
      // The last four bytes are the length, which the checksum makes needless.
      for count in stride(from: 0, to: bytes.count - 4, by: max(1, bytes.count / 100)) {
        #expect(throws: GzipFile.Failure.self) { try GzipFile.unpack(Array(bytes[..<count])) }
      }
    }
  }

  @Test func noFlippedBitGivesOtherBytes() throws {
    let bytes = try file("Image.gz")
    let whole = try GzipFile.unpack(bytes)
    // Behind the header, whose time and system mean nothing here, and before the length.
    for index in (10 * 8)..<((bytes.count - 4) * 8) {
      var damaged = bytes
      damaged[index / 8] ^= 1 << UInt8(index % 8)
      // Some bits fill up the last byte and mean nothing.
      let result = try? GzipFile.unpack(damaged)
      #expect(result == nil || result == whole)
    }
  }
}
