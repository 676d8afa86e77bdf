/// A list with a fixed capacity and no heap, for the facts that are read once at boot.
///
/// Elements are read in a mutating context only: reading an `InlineArray` by a run-time index in any
/// other context copies the whole array first.
public struct BoundedList<let capacity: Int, Element: BitwiseCopyable>: ~Copyable {
  private var storage: InlineArray<capacity, Element>
  public private(set) var count = 0

  /// An empty list. `filler` only occupies the unused places.
  public init(filler: Element) {
    storage = InlineArray(repeating: filler)
  }

  public var isEmpty: Bool { count == 0 }

  public var isFull: Bool { count == capacity }

  /// Adds an element; false, and no change, if the list is full.
  public mutating func append(_ element: Element) -> Bool {
    guard count < capacity else { return false }
    storage[count] = element
    count &+= 1
    return true
  }

  public mutating func removeAll() { count = 0 }

  #if MARTLET_SERVICE
    /// Nothing where it is empty.
    public mutating func removeLast() { count = max(count, 1) &- 1 }
  #endif

  /// The element at `index`, which must be less than `count`.
  public subscript(index: Int) -> Element {
    mutating get {
      precondition(index >= 0 && index < count)
      return storage[index]
    }
    set {
      precondition(index >= 0 && index < count)
      storage[index] = newValue
    }
  }
}

extension BoundedList where Element: Equatable {
  /// Whether an element equals the one given. O(count).
  public mutating func contains(_ element: Element) -> Bool {
    var index = 0
    while index < count {
      if storage[index] == element { return true }
      index &+= 1
    }
    return false
  }

  #if MARTLET_SERVICE
    /// Removes the first element that equals the one given; the others stay in their order. False where there is none. O(count).
    mutating func remove(_ element: Element) -> Bool {
      var index = 0
      while index < count, storage[index] != element { index &+= 1 }
      guard index < count else { return false }
      while index &+ 1 < count {
        storage[index] = storage[index &+ 1]
        index &+= 1
      }
      removeLast()
      return true
    }
  #endif
}
