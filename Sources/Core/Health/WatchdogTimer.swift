#if MARTLET_SERVICE
  /// The watchdog that firmware gives to a guest by calls, as Linux's `arm_smc_wdt` knows it. Whole seconds; once it runs it has
  /// to be called again before its time-out is over.
  public struct WatchdogTimer: Sendable {
    /// Arm: an SMC of the silicon provider; the number that Linux takes where the device tree names none.
    public static var function: UInt32 { 0x8200_3D06 }

    public enum Call: UInt32, Sendable {
      case describe = 0
      case setTimeout = 1
      case enable = 2
      case pet = 3
      case timeLeft = 4
    }

    public struct Answer: Equatable, Sendable {
      public var status: PSCIStatus
      public var first: UInt64 = 0
      public var second: UInt64 = 0
      /// The time at which it is over may be earlier than before.
      public var isEarlier = false

      init(_ status: PSCIStatus) { self.status = status }
    }

    /// The longest time-out that the guest may set, in seconds; 0: the VM has no watchdog.
    public let longest: UInt32
    public private(set) var timeout: UInt32
    public private(set) var isRunning = false
    /// When it bites, in ticks.
    public private(set) var deadline = UInt64.max

    public init(longest: UInt32) {
      self.longest = longest
      timeout = longest
    }

    /// As after power-on: it does not run.
    public mutating func reset() { self = WatchdogTimer(longest: longest) }

    /// A call of the guest's: which, and its argument.
    public mutating func call(
      _ number: UInt64, _ argument: UInt64, now: UInt64, frequency: UInt64
    ) -> Answer {
      guard longest > 0, let number = UInt32(exactly: number), let call = Call(rawValue: number)
      else { return Answer(.notSupported) }
      var answer = Answer(.success)
      switch call {
      case .describe:
        answer.first = 1
        answer.second = UInt64(longest)
      case .setTimeout:
        guard argument >= 1, argument <= UInt64(longest) else {
          return Answer(.invalidParameters)
        }
        timeout = UInt32(truncatingIfNeeded: argument)
        start(now, frequency)
        answer.isEarlier = isRunning
      case .enable:
        guard argument <= 1 else { return Answer(.invalidParameters) }
        isRunning = argument == 1
        start(now, frequency)
        answer.isEarlier = isRunning
      case .pet:
        start(now, frequency)
      case .timeLeft:
        let left = deadline == .max || deadline <= now ? 0 : (deadline &- now) / max(frequency, 1)
        answer.first = isRunning ? left : UInt64(timeout)
      }
      return answer
    }

    private mutating func start(_ now: UInt64, _ frequency: UInt64) {
      deadline = isRunning ? now &+ UInt64(timeout) &* frequency : .max
    }
  }
#endif
