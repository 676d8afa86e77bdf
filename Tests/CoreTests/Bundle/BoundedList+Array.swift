import Core

extension BoundedList {
  /// The elements, for comparing.
  mutating func array() -> [Element] {
    var elements: [Element] = []
    for index in 0..<count { elements.append(self[index]) }
    return elements
  }
}
