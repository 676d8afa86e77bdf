/// The windows of a VM in a frame that repeats, in the worst phase: the stretch begins when one of the windows ends.
///
/// On fewer cores than the VM has virtual cores these take turns. Running ones are those that wait longest, so between
/// two of its turns one waits until all others had one, and they have all cores for that. Turns go on in donated time,
/// which can make the part of a turn that lies in a window as short as can be, but then the rest was given outside it.
struct WindowSupply: Supply {
  let frame: Int
  /// Start and length, in the order of their start; not empty.
  let windows: [(start: Int, length: Int)]
  /// The turn of one, and how long the others have theirs before the next. Nil: a core for each.
  let turns: (quantum: Int, wait: Int)?

  /// Time in windows until it was given so much.
  private func inside(_ amount: Int) -> Int {
    guard let turns else { return amount }
    return amount + amount.dividedUp(by: turns.quantum) * turns.wait
  }

  /// From the end of each window until so much time in windows has passed: the longest, and the most windows.
  private func worst(_ inside: Int) -> (time: Int?, windows: Int) {
    let sum = windows.reduce(0) { $0 + $1.length }
    let frames = (inside - 1) / sum
    let whole = frames.multipliedReportingOverflow(by: frame)
    guard !whole.overflow, whole.partialValue < ContendedSupply.horizon else { return (nil, 0) }
    var worst = (time: 0, windows: 0)
    for first in windows.indices {
      let origin = windows[first].start + windows[first].length
      var rest = inside - frames * sum
      var number = first
      var count = 0
      var time = 0
      while rest > 0 {
        number += 1
        count += 1
        let window = windows[number % windows.count]
        let used = min(rest, window.length)
        time = number / windows.count * frame + window.start + used - origin
        rest -= used
      }
      worst.time = max(worst.time, whole.partialValue + time)
      worst.windows = max(worst.windows, frames * windows.count + count)
    }
    return worst
  }

  func time(for amount: Int, effort: inout Int) -> Int? {
    amount > 0 ? worst(inside(amount)).time : 0
  }

  func switches(for amount: Int, within time: Int) -> Int {
    guard amount > 0 else { return 1 }
    return 1 + worst(inside(amount)).windows
      + (turns.map { amount.dividedUp(by: $0.quantum) } ?? 0)
  }
}
