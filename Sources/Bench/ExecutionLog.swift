/// What the plugin wrote: `window NUMBER TOTAL` for each window, then `ADDRESS COUNT` for the last one.
struct ExecutionLog: Sendable {
  struct Count: Sendable, Equatable {
    var address: UInt64
    var count: UInt64
  }

  var windows: [UInt64] = []
  var counts: [Count] = []

  init(_ text: String) {
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ")
      if words.count == 3, words[0] == "window", let total = UInt64(words[2]) {
        windows.append(total)
      } else if words.count == 2, let address = UInt64(words[0], radix: 16),
        let count = UInt64(words[1])
      {
        counts.append(Count(address: address, count: count))
      }
    }
  }
}
