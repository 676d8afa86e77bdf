import Core

/// What a translation table should say, as a list of segments: no levels, no blocks.
struct MappingModel {
  struct Segment: Equatable {
    var input: Range<UInt64>
    var output: UInt64
    var attributes: TranslationTable.Attributes
  }
  private(set) var segments: [Segment] = []

  func overlaps(_ input: Range<UInt64>) -> Bool {
    segments.contains { $0.input.overlaps(input) }
  }

  mutating func map(
    _ input: Range<UInt64>, to output: UInt64, _ attributes: TranslationTable.Attributes
  ) {
    segments.append(Segment(input: input, output: output, attributes: attributes))
  }

  mutating func unmap(_ removed: Range<UInt64>) {
    segments = segments.flatMap { segment -> [Segment] in
      guard segment.input.overlaps(removed) else { return [segment] }
      var rest: [Segment] = []
      if segment.input.lowerBound < removed.lowerBound {
        var low = segment
        low.input = segment.input.lowerBound..<removed.lowerBound
        rest.append(low)
      }
      if removed.upperBound < segment.input.upperBound {
        var high = segment
        high.input = removed.upperBound..<segment.input.upperBound
        high.output += removed.upperBound - segment.input.lowerBound
        rest.append(high)
      }
      return rest
    }
  }

  func translate(_ input: UInt64) -> (output: UInt64, attributes: TranslationTable.Attributes)? {
    guard let segment = segments.first(where: { $0.input.contains(input) }) else { return nil }
    return (segment.output + (input - segment.input.lowerBound), segment.attributes)
  }
}
