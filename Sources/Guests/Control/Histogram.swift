internal import GuestSupport

/// Latencies in counter ticks, in fixed memory: exact below 1,024 ticks, then 128 buckets to each doubling.
///
/// A quantile is therefore at most 0.8 % below the true one; minimum, maximum and count are exact.
enum Histogram {
  private static var counted: SharedWord { SharedWord(16) }
  private static var least: SharedWord { SharedWord(17) }
  private static var most: SharedWord { SharedWord(18) }
  private static let firstBucket = 64
  private static let bucketCount = 1024 + 54 * 128

  static var count: UInt64 { counted.value }
  static var minimum: UInt64 { least.value }
  static var maximum: UInt64 { most.value }

  static func clear() {
    counted.value = 0
    least.value = .max
    most.value = 0
    for bucket in 0..<bucketCount { SharedWord(firstBucket &+ bucket).value = 0 }
  }

  static func record(_ ticks: UInt64) {
    counted.add(1)
    if ticks < least.value { least.value = ticks }
    if ticks > most.value { most.value = ticks }
    SharedWord(firstBucket &+ bucket(of: ticks)).add(1)
  }

  private static func bucket(of ticks: UInt64) -> Int {
    guard ticks >= 1024 else { return Int(truncatingIfNeeded: ticks) }
    let exponent = 63 &- ticks.leadingZeroBitCount
    let shift = UInt64(truncatingIfNeeded: exponent &- 7)
    let fraction = Int(truncatingIfNeeded: ticks &>> shift) & 127
    return 1024 &+ (exponent &- 10) &* 128 &+ fraction
  }

  /// The smallest value that falls into `bucket`.
  private static func floor(of bucket: Int) -> UInt64 {
    guard bucket >= 1024 else { return UInt64(bucket) }
    let exponent = UInt64(10 &+ (bucket &- 1024) / 128)
    return (128 &+ UInt64((bucket &- 1024) & 127)) &<< (exponent &- 7)
  }

  /// The value that `rank` of the recorded ones do not exceed (rank 1 is the smallest).
  static func value(rank: UInt64) -> UInt64 {
    var seen: UInt64 = 0
    for index in 0..<bucketCount {
      seen &+= SharedWord(firstBucket &+ index).value
      if seen >= rank { return min(max(floor(of: index), minimum), maximum) }
    }
    return maximum
  }
}
