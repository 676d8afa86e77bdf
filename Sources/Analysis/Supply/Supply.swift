/// What a virtual core is given at the least, in any stretch of time in which it always has something to do, whatever
/// it did and had before, and whatever the others do.
protocol Supply {
  /// How long it takes at the longest until it was given so much; nil when no bound was found, or no effort is left to
  /// look for one.
  func time(for amount: Int, effort: inout Int) -> Int?

  /// How often it gets onto a core at the most, within so much time and before it was given so much.
  func switches(for amount: Int, within time: Int) -> Int
}
