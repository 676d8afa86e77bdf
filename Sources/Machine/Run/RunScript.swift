/// What a run waits for and types, and how far it has come. Knows nothing of processes or time.
///
/// Texts are looked for in what a VM wrote with the line ends left out: the shared console ends a
/// VM's unfinished line when another has something to show, so that an end of line on the wire need
/// not be one of the VM's.
public struct RunScript: Sendable {
  /// The steps of one VM that are still ahead, and its output that no step has used up.
  private struct Progress: Sendable {
    var steps: [RunStep] = []
    var output: [UInt8] = []
  }

  /// A text that must appear at any time.
  private struct Expectation: Sendable {
    var machine: String
    var text: String
    var isMet = false
  }

  private var progress: [String: Progress] = [:]
  private var order: [String] = []
  private var expectations: [Expectation] = []
  /// The last output of each VM, long enough to find a text that comes in pieces.
  private var tails: [String: [UInt8]] = [:]
  private let longestText: Int
  private let isEmpty: Bool

  /// `steps` happen in order; `expectations` (VM, text) are met in any order.
  public init(steps: [RunStep], expectations: [(machine: String, text: String)] = []) {
    for step in steps {
      if progress[step.machine] == nil { order.append(step.machine) }
      progress[step.machine, default: Progress()].steps.append(step)
    }
    self.expectations = expectations.map { Expectation(machine: $0.machine, text: $0.text) }
    longestText =
      (expectations.map(\.text.utf8.count)
      + steps.map { step in
        if case .expect(_, let text) = step { text.utf8.count } else { 0 }
      }).max() ?? 0
    isEmpty = steps.isEmpty && expectations.isEmpty
  }

  /// Whether there was something to wait for and all of it happened.
  public var isComplete: Bool {
    !isEmpty && progress.values.allSatisfy(\.steps.isEmpty) && expectations.allSatisfy(\.isMet)
  }

  public var hasExpectations: Bool { !isEmpty }

  /// What has not happened, in words.
  public var missing: [String] {
    let steps = order.compactMap { machine in
      progress[machine]?.steps.first.map { step in
        switch step {
        case .expect(_, let text): "\(machine) did not show \"\(text)\""
        case .send: "\(machine) was not typed to"
        case .meet(_, let point): "\(machine) waits for others at \"\(point)\""
        }
      }
    }
    return steps
      + expectations.filter { !$0.isMet }.map { "\($0.machine) did not show \"\($0.text)\"" }
  }

  /// What is to be typed before any output: sends that stand at the start.
  public mutating func start() -> [RunStep] {
    order.flatMap { machine in advance(machine) }
  }

  /// Takes new output of a VM and returns the steps to carry out now, which are all of kind `send`.
  public mutating func see(_ text: String, from machine: String) -> [RunStep] {
    let bytes = [UInt8](text.utf8)
    var tail = tails[machine, default: []] + bytes
    for index in expectations.indices
    where !expectations[index].isMet && expectations[index].machine == machine {
      expectations[index].isMet = tail.end(of: [UInt8](expectations[index].text.utf8)) != nil
    }
    tail.removeFirst(max(0, tail.count - longestText))
    tails[machine] = tail
    guard progress[machine] != nil else { return [] }
    progress[machine]?.output += bytes
    return advance(machine)
  }

  /// Takes every step that can be taken now that the VM has shown something.
  private mutating func advance(_ machine: String) -> [RunStep] {
    var sends = advanceAlone(machine)
    guard let point = progress[machine]?.steps.first?.point, isMet(point) else { return sends }
    let met = order.filter { progress[$0]?.steps.first?.point == point }
    for other in met { progress[other]?.steps.removeFirst() }
    for other in met { sends += advance(other) }
    return sends
  }

  /// Whether nobody who has the point ahead has other steps before it.
  private func isMet(_ point: String) -> Bool {
    progress.values.allSatisfy { machine in
      machine.steps.first?.point == point || !machine.steps.contains { $0.point == point }
    }
  }

  /// Takes every step of the VM up to where it meets others.
  private mutating func advanceAlone(_ machine: String) -> [RunStep] {
    guard var current = progress[machine] else { return [] }
    var sends: [RunStep] = []
    loop: while let step = current.steps.first {
      switch step {
      case .send:
        sends.append(step)
      case .expect(_, let text):
        guard let end = current.output.end(of: [UInt8](text.utf8)) else { break loop }
        current.output.removeFirst(end)
      case .meet:
        break loop
      }
      current.steps.removeFirst()
    }
    // What cannot be part of the text any more need not be kept.
    if case .expect(_, let text)? = current.steps.first {
      current.output.removeFirst(max(0, current.output.count - text.utf8.count))
    } else {
      current.output.removeAll()
    }
    progress[machine] = current
    return sends
  }
}

extension [UInt8] {
  /// The index after the first occurrence of the pattern.
  func end(of pattern: [UInt8]) -> Int? {
    guard !pattern.isEmpty, count >= pattern.count else { return nil }
    for start in 0...(count - pattern.count)
    where self[start] == pattern[0]
      && self[start..<(start + pattern.count)].elementsEqual(pattern)
    {
      return start + pattern.count
    }
    return nil
  }
}
