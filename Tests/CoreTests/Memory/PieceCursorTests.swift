import Core
import Testing

@Suite struct PieceCursorTests {
  /// Every byte once, in order, no piece too large, and none beyond the end of its stretch.
  @Test func goesThroughEveryStretch() {
    var random = SystemRandomNumberGenerator()
    for _ in 0..<200 {
      let sizes = (0..<Int.random(in: 1...5, using: &random)).map { _ in
        UInt64.random(in: 0...1000, using: &random)
      }
      let most = UInt64.random(in: 1...300, using: &random)
      var cursor = PieceCursor()
      var seen = sizes.map { _ in UInt64(0) }
      var steps = 0
      while cursor.stretch < sizes.count {
        let size = sizes[cursor.stretch]
        let piece = cursor.piece(of: size, atMost: most)
        #expect(piece <= most && cursor.offset == seen[cursor.stretch])
        #expect(piece > 0 || size == 0)
        seen[cursor.stretch] += piece
        cursor.advance(by: piece, of: size)
        steps += 1
        guard steps < 10_000 else { break }
      }
      #expect(seen == sizes)
    }
  }
}
