import Analysis

/// What a virtual core does in a ``TaskSimulation``.
struct SimulatedGuest {
  enum Releases {
    /// From a random moment on.
    case periodic
    /// No nearer to each other than the period.
    case sporadic
    /// All together at the moment when the virtual core loses its core: the budget is used up, the window or the turn
    /// is over, or somebody more urgent came.
    case atLoss
  }

  /// What it does beside its tasks, less urgently than all of them.
  enum Background {
    case never
    case always
    case bursts(work: ClosedRange<UInt64>, sleep: ClosedRange<UInt64>)
    /// A budget at the end of a period and one at the start of the next, now and then.
    case acrossPeriods(budget: UInt64, period: UInt64, phase: UInt64)
  }

  var tasks: [GuestTask] = []
  var releases = Releases.periodic
  /// Whether each job takes as long as it may.
  var isExact = true
  var background = Background.never
  var cores: UInt32 = .max
}
