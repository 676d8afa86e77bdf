#if MARTLET_SHARING
  extension CommandLanguage {
    /// Reads a line of printable ASCII. What is wrong with it is added to `complaint`: where, what, and what would be right.
    @inline(never)
    public static func parse<Names: ManagementNames & ~Copyable>(
      _ line: RawSpan, _ names: inout Names, _ complaint: inout LogLine
    ) -> ManagementInput {
      guard word(0, of: line) != nil else { return .nothing }
      guard let command = command(line, &complaint) else { return .complaint }
      let usage = usage(command)
      var arguments = InlineArray<3, UInt64>(repeating: 0)
      var count = 0
      var number = 0
      while let expected = word(number, of: usage) {
        if !isLiteral(expected, of: usage) {
          let kind = Argument(text(of: expected, in: usage))
          guard let value = argument(kind, number, line, &names, &complaint) else {
            return .complaint
          }
          arguments[count % 3] = value
          count &+= 1
        }
        number &+= 1
      }
      if let more = word(number, of: line) {
        begin(&complaint, column: more.start)
        complaint.append("too much; it is ")
        complaint.append(usage)
        return .complaint
      }
      guard let operation = ManagementOperation(rawValue: command) else { return .help }
      do throws(ManagementStatus) {
        return .call(
          try ManagementCall.decode(
            operation, arguments[0], arguments[1], arguments[2], in: names.limits))
      } catch {
        complaint.append(error.sentence)
        return .complaint
      }
    }

    private static func begin(_ complaint: inout LogLine, column: Int) {
      complaint.append("column ", decimal: column &+ 1)
      complaint.append(": ")
    }

    private static func quote(_ text: RawSpan, _ complaint: inout LogLine) {
      complaint.append("\"")
      complaint.append(text)
      complaint.append("\"")
    }

    /// Which command it is.
    private static func command(_ line: RawSpan, _ complaint: inout LogLine) -> UInt8? {
      var known = 0
      var command: UInt8 = 0
      while command < commandCount {
        let usage = usage(command)
        var matched = 0
        while let expected = literal(matched, of: usage), let typed = word(matched, of: line),
          text(of: expected, in: usage).equals(text(of: typed, in: line))
        {
          matched &+= 1
        }
        if literal(matched, of: usage) == nil { return command }
        known = max(known, matched)
        command &+= 1
      }
      let wrong = word(known, of: line)
      begin(&complaint, column: wrong?.start ?? line.byteCount)
      complaint.append("no command ")
      quote(line.slice(0, count: wrong?.end ?? line.byteCount), &complaint)
      complaint.append("; it may be")
      command = 0
      var isFirst = true
      while command < commandCount {
        if let choice = choice(command, known, line) {
          complaint.append(isFirst ? " " : ", ")
          complaint.append(choice)
          isFirst = false
        }
        command &+= 1
      }
      return nil
    }

    /// What the command has as its word `number`, where it fits before; nil also where an earlier one has the same.
    @_lifetime(immortal)
    private static func choice(_ command: UInt8, _ number: Int, _ line: RawSpan) -> RawSpan? {
      let usage = usage(command)
      guard matches(usage, line, before: number), let own = literal(number, of: usage) else {
        return nil
      }
      let text = text(of: own, in: usage)
      var earlier: UInt8 = 0
      while earlier < command {
        let other = self.usage(earlier)
        if matches(other, line, before: number), let word = literal(number, of: other),
          self.text(of: word, in: other).equals(text)
        {
          return nil
        }
        earlier &+= 1
      }
      return text
    }

    /// What is to be filled in.
    enum Argument {
      case machine, pool, core, weight, priority, budget, period

      init(_ name: RawSpan) {
        if name.equals("VM") {
          self = .machine
        } else if name.equals("POOL") {
          self = .pool
        } else if name.equals("CORE") {
          self = .core
        } else if name.equals("WEIGHT") {
          self = .weight
        } else if name.equals("PRIORITY") {
          self = .priority
        } else if name.equals("BUDGET") {
          self = .budget
        } else {
          self = .period
        }
      }
    }

    /// Word `number` as a value.
    private static func argument<Names: ManagementNames & ~Copyable>(
      _ kind: Argument, _ number: Int, _ line: RawSpan, _ names: inout Names,
      _ complaint: inout LogLine
    ) -> UInt64? {
      guard let word = word(number, of: line) else {
        if kind == .period { return 0 }
        begin(&complaint, column: line.byteCount)
        demand(kind, &names, &complaint)
        return nil
      }
      let typed = text(of: word, in: line)
      if let value = value(kind, typed, &names) { return value }
      begin(&complaint, column: word.start)
      demand(kind, &names, &complaint)
      complaint.append(", not ")
      quote(typed, &complaint)
      return nil
    }

    private static func value<Names: ManagementNames & ~Copyable>(
      _ kind: Argument, _ typed: RawSpan, _ names: inout Names
    ) -> UInt64? {
      switch kind {
      case .machine, .pool: return index(kind, typed, &names)
      case .core: return decimal(typed, atMost: UInt64(max(names.limits.cores, 1) &- 1))
      case .weight:
        guard let weight = decimal(typed, atMost: ManagementCall.heaviest), weight > 0 else {
          return nil
        }
        return weight
      case .priority: return decimal(typed, atMost: 255)
      case .budget: return typed.equals("none") ? 0 : time(typed)
      case .period: return time(typed)
      }
    }

    /// Says what belongs there.
    private static func demand<Names: ManagementNames & ~Copyable>(
      _ kind: Argument, _ names: inout Names, _ complaint: inout LogLine
    ) {
      switch kind {
      case .machine:
        complaint.append("here goes a VM, one of ")
        list(kind, count: names.limits.machines, &names, &complaint)
      case .pool:
        complaint.append("here goes a pool, one of ")
        list(kind, count: names.limits.pools, &names, &complaint)
      case .core:
        complaint.append("here goes a core, 0 to ", decimal: max(names.limits.cores, 1) &- 1)
      case .weight: complaint.append("here goes a weight, 1 to 1000")
      case .priority: complaint.append("here goes a priority, 0 to 255")
      case .budget: complaint.append("here goes a time, 10us to 10s, such as 2ms; or none")
      case .period: complaint.append("here goes a time, 10us to 10s, such as 2ms")
      }
    }

    private static func list<Names: ManagementNames & ~Copyable>(
      _ kind: Argument, count: Int, _ names: inout Names, _ complaint: inout LogLine
    ) {
      var index = 0
      while index < count {
        if index > 0 { complaint.append(", ") }
        var offset = 0
        while let byte = byte(kind, index, offset, &names) {
          complaint.append(byte: byte)
          offset &+= 1
        }
        index &+= 1
      }
    }

    static func byte<Names: ManagementNames & ~Copyable>(
      _ kind: Argument, _ index: Int, _ offset: Int, _ names: inout Names
    ) -> UInt8? {
      kind == .machine
        ? names.byte(ofMachine: index, at: offset) : names.byte(ofPool: index, at: offset)
    }

    private static func index<Names: ManagementNames & ~Copyable>(
      _ kind: Argument, _ typed: RawSpan, _ names: inout Names
    ) -> UInt64? {
      let count = kind == .machine ? names.limits.machines : names.limits.pools
      var index = 0
      while index < count {
        var offset = 0
        while let byte = byte(kind, index, offset, &names), byte == typed.byte(at: offset) {
          offset &+= 1
        }
        if offset == typed.byteCount, byte(kind, index, offset, &names) == nil {
          return UInt64(truncatingIfNeeded: index)
        }
        index &+= 1
      }
      return nil
    }

    private static func decimal(_ typed: RawSpan, atMost limit: UInt64) -> UInt64? {
      let (value, length) = digits(typed)
      return length == typed.byteCount && length > 0 && value <= limit ? value : nil
    }

    /// A whole number at the start, and how long it is. Far above every limit it stays where it is.
    private static func digits(_ typed: RawSpan) -> (UInt64, length: Int) {
      var value: UInt64 = 0
      var length = 0
      while let byte = typed.byte(at: length), byte >= 0x30, byte <= 0x39 {
        if value < 1 << 40 { value = value &* 10 &+ UInt64(byte &- 0x30) }
        length &+= 1
      }
      return (value, length)
    }

    /// In nanoseconds, between the limits of budgets and periods.
    private static func time(_ typed: RawSpan) -> UInt64? {
      let (value, length) = digits(typed)
      guard length > 0 else { return nil }
      let unit = typed.slice(length, count: typed.byteCount &- length)
      let scale: UInt64
      if unit.equals("us") {
        scale = 1000
      } else if unit.equals("ms") {
        scale = 1_000_000
      } else if unit.equals("s") {
        scale = 1_000_000_000
      } else if unit.equals("ns") {
        scale = 1
      } else {
        return nil
      }
      let time = value.multipliedReportingOverflow(by: scale)
      guard !time.overflow, time.partialValue >= ManagementCall.shortestTime,
        time.partialValue <= ManagementCall.longestTime
      else { return nil }
      return time.partialValue
    }
  }
#endif
