/// One life of a program. It may end at any access to memory or registers; nothing that it does later is seen.
final class Life {
  private(set) var isOver = false
  /// What else happens at an access.
  var happen: () -> Void = {}

  func end() { isOver = true }

  /// Whether an access is still seen.
  func reaches() -> Bool {
    if !isOver { happen() }
    return !isOver
  }
}
