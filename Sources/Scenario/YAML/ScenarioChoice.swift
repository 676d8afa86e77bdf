/// An enumeration whose cases are words of the scenario language.
public protocol ScenarioChoice: RawRepresentable, CaseIterable, Sendable
where RawValue == String, AllCases == [Self] {
  /// A sentence for the reference.
  var meaning: String { get }
  /// Words that are reserved for a later release.
  static var comesLater: [ValueKind.Choice] { get }
}

extension ScenarioChoice {
  public static var comesLater: [ValueKind.Choice] { [] }

  static var kind: ValueKind {
    .choice(allCases.map { ValueKind.Choice($0.rawValue, $0.meaning) } + comesLater)
  }
}
