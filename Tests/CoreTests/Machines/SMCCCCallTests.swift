import Core
import Foundation
import TestSupport
import Testing

@Suite struct SMCCCCallTests {
  @Test func knownFunctionsAreKnown() {
    let argument: UInt64 = 0xFFFF_FFFF_8000_8000
    let calls: [(UInt32, SMCCCCall)] = [
      (0x8000_0000, .version),
      (0x8000_0001, .architectureFeatures(function: 0x8000_8000)),
      (0x8000_8000, .workaround(function: 0x8000_8000)),
      (0x8000_7FFF, .workaround(function: 0x8000_7FFF)),
      (0x8000_3FFF, .workaround(function: 0x8000_3FFF)),
      (0x8600_FF01, .hypervisorIdentifier),
      (0x8600_0001, .readCounter(index: argument)),
    ]
    for (function, call) in calls { #expect(SMCCCCall(function: function, argument) == call) }
    #expect(SMCCCCall.conventionVersion == 0x1_0001)
  }

  @Test func everythingElseIsUnsupported() {
    let known: Set<UInt32> = [
      0x8000_0000, 0x8000_0001, 0x8000_8000, 0x8000_7FFF, 0x8000_3FFF, 0x8600_FF01, 0x8600_0001,
    ]
    var random = SplitMix(state: 2)
    for function in [0, 1, 0xC000_0000, 0xC600_0001, 0xC600_FF01, 0xC600_0F01, 0x8000_0002, .max]
      + (0..<2000).map({ _ in UInt32.random(in: 0 ... .max, using: &random) })
    where !known.contains(function) {
      #expect(SMCCCCall(function: function, 0) == .unsupported)
    }
  }

  @Test func theIdentifierIsTheDocumentedOne() throws {
    let uuid = try #require(UUID(uuidString: "376abfd3-b882-4647-8467-5af78c0be03b"))
    let words = HypervisorIdentifier.words
    let answered = [words.0, words.1, words.2, words.3].flatMap { word in
      (0..<4).map { UInt8(truncatingIfNeeded: word >> UInt64($0 * 8)) }
    }
    #expect(answered == bytes(uuid))
  }

  private func bytes(_ uuid: UUID) -> [UInt8] {
    let b = uuid.uuid
    return [
      b.0, b.1, b.2, b.3, b.4, b.5, b.6, b.7, b.8, b.9, b.10, b.11, b.12, b.13, b.14, b.15,
    ]
  }
}
