#if MARTLET_SHARING
  extension CommandLanguage {
    /// The byte that must follow the line, whatever it is to become; a space where a word is complete. Nil where there is a
    /// choice, and where nothing fits.
    @inline(never)
    public static func completion<Names: ManagementNames & ~Copyable>(
      of line: RawSpan, _ names: inout Names
    ) -> UInt8? {
      var number = 0
      while let typed = word(number, of: line), typed.end < line.byteCount { number &+= 1 }
      let start = word(number, of: line)?.start ?? line.byteCount
      let typed = line.slice(start, count: line.byteCount &- start)
      var next: UInt8?
      var command: UInt8 = 0
      while command < commandCount {
        let usage = usage(command)
        if matches(usage, line, before: number), let expected = word(number, of: usage) {
          let kind = Argument(text(of: expected, in: usage))
          let isLiteral = isLiteral(expected, of: usage)
          guard isLiteral || kind == .machine || kind == .pool else { return nil }
          var count = 1
          if !isLiteral { count = kind == .machine ? names.limits.machines : names.limits.pools }
          var index = 0
          while index < count {
            var offset = 0
            var byte: UInt8?
            while true {
              byte =
                isLiteral
                ? text(of: expected, in: usage).byte(at: offset)
                : self.byte(kind, index, offset, &names)
              guard let shown = typed.byte(at: offset), byte == shown else { break }
              offset &+= 1
            }
            if offset == typed.byteCount {
              guard next == nil || next == byte ?? 0x20 else { return nil }
              next = byte ?? 0x20
            }
            index &+= 1
          }
        }
        command &+= 1
      }
      return next
    }
  }
#endif
