/// How far apart times are that should be whole periods apart.
struct Spread {
  private var reference: UInt64?
  private var earliest: UInt64 = 0
  private var latest: UInt64 = 0

  /// The latest less the earliest, once whole periods are taken off.
  var width: UInt64 { earliest &+ latest }

  mutating func add(_ time: UInt64, period: UInt64) {
    guard let reference else {
      self.reference = time
      return
    }
    let place = (time &- reference) % period
    if place > period / 2 {
      earliest = max(earliest, period &- place)
    } else {
      latest = max(latest, place)
    }
  }
}
