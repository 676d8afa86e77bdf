internal import Analysis

extension NoGuarantee {
  /// Why, to stand behind a colon.
  var sentence: String {
    switch self {
    case .unlimited(let name): "VM \"\(name)\" is more urgent and has no budget"
    case .uncapped: "on several cores `fair` is sure to leave only what caps keep from others"
    case .noBudget: "it has no budget"
    case .notAdmitted: "the budgets of the pool are more than it can keep"
    case .noWindow: "it has no window"
    case .divided: "not all vCPUs may use all cores of the pool"
    case .turnsInDonatedTime:
      "its vCPUs take turns on fewer cores, and each turn in donated time costs a switch"
    }
  }
}
