extension Int {
  /// The quotient, rounded up. For numbers that are not negative.
  func dividedUp(by divisor: Int) -> Int {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder > 0 ? quotient + 1 : quotient
  }

  /// The quotient of this number times a fraction, rounded up; `.max` when that is too large.
  func multipliedUp(by numerator: Int, over denominator: Int) -> Int {
    let product = multipliedFullWidth(by: numerator)
    guard product.high < denominator else { return .max }
    let (quotient, remainder) = denominator.dividingFullWidth(product)
    return remainder > 0 ? quotient + 1 : quotient
  }
}
