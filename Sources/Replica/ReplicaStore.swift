/// What is replicated: counters, and what the last request and its answer were, so that a request that comes again is answered
/// with the same and not applied twice. Its number grows by one with each change.
struct ReplicaStore: ~Copyable {
  private(set) var number: UInt64 = 0
  /// Whose request was the last.
  private(set) var client: UInt64 = 0
  private(set) var sequence: UInt64 = 0
  private(set) var key: UInt32 = 0
  /// What it was answered with: the counter's new value.
  private(set) var answer: UInt64 = 0
  private var counters = InlineArray<64, UInt64>(repeating: 0)

  static var counters: UInt32 { 64 }

  /// What a request is to the store.
  enum Place {
    /// The next of its client, or the first of another.
    case next
    /// The last: it was applied already.
    case again
    /// None that can be applied: some of its client before it are missing here, or it was answered long ago.
    case outside
  }

  func place(client: UInt64, sequence: UInt64) -> Place {
    guard client == self.client else { return sequence == 1 ? .next : .outside }
    if sequence == self.sequence { return .again }
    return sequence == self.sequence &+ 1 ? .next : .outside
  }

  /// Applies the next request. The key is below 64.
  mutating func apply(client: UInt64, sequence: UInt64, key: UInt32, amount: UInt64) {
    let place = Int(key & 63)
    change(
      number: number &+ 1, client: client, sequence: sequence, key: key,
      value: counters[place] &+ amount)
  }

  /// What another store became.
  mutating func change(
    number: UInt64, client: UInt64, sequence: UInt64, key: UInt32, value: UInt64
  ) {
    counters[Int(key & 63)] = value
    self.number = number
    self.client = client
    self.sequence = sequence
    self.key = key & 63
    answer = value
  }

  mutating func counter(_ index: Int) -> UInt64 { counters[index] }

  /// As a message: what the last change was, then all counters.
  mutating func write(to message: inout ReplicaMessage) {
    message.append(number)
    message.append(client)
    message.append(sequence)
    message.append(answer)
    var index = 0
    while index < Int(Self.counters) {
      message.append(counters[index])
      index &+= 1
    }
  }

  /// From such a message, whose length was checked.
  mutating func read(from message: inout ReplicaMessage, at first: Int) {
    number = message.word(first)
    client = message.word(first &+ 1)
    sequence = message.word(first &+ 2)
    key = message.key & 63
    answer = message.word(first &+ 3)
    var index = 0
    while index < Int(Self.counters) {
      counters[index] = message.word(first &+ 4 &+ index)
      index &+= 1
    }
  }

  mutating func removeAll() {
    self = ReplicaStore()
  }
}
