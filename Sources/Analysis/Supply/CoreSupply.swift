/// A core of its own.
struct CoreSupply: Supply {
  func time(for amount: Int, effort: inout Int) -> Int? { amount }

  func switches(for amount: Int, within time: Int) -> Int { 0 }
}
