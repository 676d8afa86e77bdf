internal import ControlTool
internal import Core

/// A command line.
struct ReplicaArguments: ~Copyable {
  enum Mode {
    case help, version, serve, client
  }

  /// A channel that is named. Of a server the first is to the other server and the second to the client, of a client they
  /// are to the two servers.
  enum Channel {
    case first, second, heartbeat
  }

  private(set) var mode = Mode.help
  private var first = TextBuffer<64>()
  private var second = TextBuffer<64>()
  private var heartbeat = TextBuffer<64>()
  private(set) var pace = ReplicaPace()

  /// Takes arguments that each end with a zero byte. What is wrong is added to `complaint`.
  init(_ arguments: RawSpan, _ complaint: inout ToolLine) {
    var position = 0
    var isFirst = true
    while position < arguments.byteCount, complaint.count == 0 {
      let word = arguments.argument(position)
      position &+= word.byteCount &+ 1
      if word.equals("--help") || word.equals("-h") {
        mode = .help
        return
      }
      if word.equals("--version") {
        mode = .version
        return
      }
      if isFirst {
        isFirst = false
        begin(word, &complaint)
        continue
      }
      let value = arguments.argument(position)
      position &+= value.byteCount &+ 1
      if value.byteCount == 0 {
        complaint.append("something is missing behind ")
        complaint.append(printable: word)
      } else if !takeChannel(word, value), !takeNumber(word, value, &complaint) {
        complaint.append("no option \"")
        complaint.append(printable: word)
        complaint.append("\" of this command; `martlet-replica --help` lists what there is")
      }
    }
    if complaint.count == 0 { check(&complaint) }
  }

  /// Empty where it was not named.
  mutating func withName<Result>(_ channel: Channel, _ body: (RawSpan) -> Result) -> Result {
    switch channel {
    case .first: first.withText { body($0.raw) }
    case .second: second.withText { body($0.raw) }
    case .heartbeat: heartbeat.withText { body($0.raw) }
    }
  }

  private mutating func begin(_ word: RawSpan, _ complaint: inout ToolLine) {
    if word.equals("serve") {
      mode = .serve
    } else if word.equals("client") {
      mode = .client
    } else {
      complaint.append("no command \"")
      complaint.append(printable: word)
      complaint.append("\"; there are serve and client")
    }
  }

  private mutating func takeChannel(_ option: RawSpan, _ value: RawSpan) -> Bool {
    if option.equals(mode == .serve ? "--state" : "--left") {
      first.append(printable: value)
    } else if option.equals(mode == .serve ? "--clients" : "--right") {
      second.append(printable: value)
    } else if mode == .serve, option.equals("--heartbeat") {
      heartbeat.append(printable: value)
    } else {
      return false
    }
    return true
  }

  private mutating func takeNumber(
    _ option: RawSpan, _ value: RawSpan, _ complaint: inout ToolLine
  ) -> Bool {
    guard mode == .client else { return false }
    let number = value.decimal
    if option.equals("--count") {
      pace.count = number ?? 0
    } else if option.equals("--every") {
      pace.every = number ?? 0
    } else if option.equals("--late") {
      pace.late = number ?? 0
    } else if option.equals("--report") {
      pace.report = 1000 &* (number ?? 0)
    } else {
      return false
    }
    if number == nil {
      complaint.append("behind ")
      complaint.append(option)
      complaint.append(" goes a number")
    }
    return true
  }

  private mutating func check(_ complaint: inout ToolLine) {
    switch mode {
    case .help, .version: return
    case .serve:
      if first.count == 0 || second.count == 0 {
        complaint.append("serve needs --state CHANNEL and --clients CHANNEL")
      }
    case .client:
      if first.count == 0 || second.count == 0 {
        complaint.append("client needs --left CHANNEL and --right CHANNEL")
      }
    }
  }
}

extension RawSpan {
  /// The argument that begins there, up to its zero byte.
  @_lifetime(copy self)
  fileprivate func argument(_ position: Int) -> RawSpan {
    guard position < byteCount else { return part(byteCount, count: 0) }
    var length = 0
    while let byte = byte(at: position &+ length), byte != 0 { length &+= 1 }
    return part(position, count: length)
  }
}
