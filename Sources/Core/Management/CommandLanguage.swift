#if MARTLET_SHARING
  /// The language of the command line: what each command looks like. Parser, completion and help read the same table.
  public enum CommandLanguage {
    /// Operations, and `help` behind them.
    public static var commandCount: UInt8 { ManagementOperation.count &+ 1 }

    /// Words in lower case stand for themselves, the others for what is to be filled in, and brackets for what may be left
    /// out. In the order of `ManagementOperation`.
    @_lifetime(immortal)
    public static func usage(_ command: UInt8) -> RawSpan {
      #if MARTLET_SERVICE
        if let row = serviceRow(command) { return serviceUsages.row(row, of: 32) }
      #endif
      return usages.row(command, of: 32)
    }

    /// What it does, for `help`.
    @_lifetime(immortal)
    public static func summary(_ command: UInt8) -> RawSpan {
      #if MARTLET_SERVICE
        if let row = serviceRow(command) { return serviceSummaries.row(row, of: 48) }
      #endif
      return summaries.row(command, of: 48)
    }

    #if MARTLET_SERVICE
      /// Of an operation that not every image has, between the others and `help`.
      private static func serviceRow(_ command: UInt8) -> UInt8? {
        command < ManagementOperation.switchOver.rawValue
          ? nil : command &- ManagementOperation.switchOver.rawValue
      }

      private static var serviceUsages: StaticString {
        """
        vm switch-over VM\0              \
        help\0
        """
      }

      private static var serviceSummaries: StaticString {
        """
        its standby takes over, and it starts anew\0     \
        this list\0
        """
      }
    #endif

    private static var usages: StaticString {
      """
      vm list\0                        \
      vm start VM\0                    \
      vm stop VM\0                     \
      vm restart VM\0                  \
      vm pause VM\0                    \
      vm resume VM\0                   \
      vm destroy VM\0                  \
      vcpu\0                           \
      pool list\0                      \
      pool move-core CORE POOL\0       \
      vm move VM POOL\0                \
      vm weight VM WEIGHT\0            \
      vm priority VM PRIORITY\0        \
      vm budget VM BUDGET [PERIOD]\0   \
      top\0                            \
      events\0                         \
      help\0
      """
    }

    private static var summaries: StaticString {
      """
      every VM: state, pool, time\0                    \
      starts one that is off\0                         \
      stops it\0                                       \
      stops it and starts it anew\0                    \
      takes it off its cores\0                         \
      lets a paused one go on\0                        \
      stops it for good and scrubs its memory\0        \
      every vCPU: state, core, exits, time\0           \
      every pool: scheduler, cores, idle time\0        \
      gives a core to another pool\0                   \
      puts it into another pool\0                      \
      its share of a fair pool, 1 to 1000\0            \
      in a fixed-priority pool, 0 to 255\0             \
      time in each period, such as 2ms 10ms; or none\0 \
      time and exits of each VM since the last top\0   \
      the latest of what happened, and when\0          \
      this list\0
      """
    }

    /// A stretch of a text without spaces.
    struct Word {
      var start: Int
      var end: Int
    }

    /// The words of a text are numbered from 0. Nil when there are not so many.
    @inline(never)
    static func word(_ number: Int, of text: RawSpan) -> Word? {
      var rest = number
      var position = 0
      while true {
        while text.byte(at: position) == 0x20 { position &+= 1 }
        let start = position
        while let byte = text.byte(at: position), byte != 0x20 { position &+= 1 }
        guard position > start else { return nil }
        if rest == 0 { return Word(start: start, end: position) }
        rest &-= 1
      }
    }

    @_lifetime(copy text)
    static func text(of word: Word, in text: RawSpan) -> RawSpan {
      text.slice(word.start, count: word.end &- word.start)
    }

    /// Word `number` of a usage if it stands for itself.
    static func literal(_ number: Int, of usage: RawSpan) -> Word? {
      guard let word = word(number, of: usage), isLiteral(word, of: usage) else { return nil }
      return word
    }

    static func isLiteral(_ word: Word, of usage: RawSpan) -> Bool {
      usage.byte(at: word.start) ?? 0 >= 0x61
    }

    /// Whether the words before `number` could be those of the command.
    static func matches(_ usage: RawSpan, _ line: RawSpan, before number: Int) -> Bool {
      var index = 0
      while index < number {
        guard let expected = word(index, of: usage), let typed = word(index, of: line) else {
          return false
        }
        if isLiteral(expected, of: usage),
          !text(of: expected, in: usage).equals(text(of: typed, in: line))
        {
          return false
        }
        index &+= 1
      }
      return true
    }
  }
#endif
