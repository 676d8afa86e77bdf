/// The instructions of one measured path by function of the hypervisor's source.
public struct ExecutionProfile: Sendable, Equatable {
  public struct Function: Sendable, Equatable {
    public var name: String
    public var instructions: UInt64
  }

  /// Of each window that was counted, all instructions.
  public var windows: [UInt64]
  /// Of the last window, the function with the most instructions first.
  public var functions: [Function]

  public init(windows: [UInt64], functions: [Function]) {
    self.windows = windows
    self.functions = functions
  }

  /// The functions, one a line.
  public func table(limit: Int = 25) -> String {
    var lines = functions.prefix(limit).map { function in
      String(function.instructions).leftPadded(to: 9) + "  " + function.name
    }
    if functions.count > limit {
      let rest = functions.dropFirst(limit).reduce(0) { $0 + $1.instructions }
      lines.append(String(rest).leftPadded(to: 9) + "  in \(functions.count - limit) more")
    }
    return lines.joined(separator: "\n")
  }
}

extension String {
  func leftPadded(to width: Int) -> String {
    String(repeating: " ", count: max(0, width - count)) + self
  }

  func rightPadded(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }
}
