private import Foundation

/// A place of the hypervisor's source, as the symbolizer tells it.
public struct SourcePlace: Sendable, Equatable {
  public var function: String
  public var file: String
  public var line: Int

  public init(function: String, file: String, line: Int) {
    self.function = function
    self.file = file
    self.line = line
  }

  /// The prefix by which the compiler names the reason of a trap, as if it were a function.
  static let failurePrefix = "Swift runtime failure: "

  /// The reason of a trap in this place; nil if the place is an ordinary one.
  public var failure: String? {
    function.hasPrefix(Self.failurePrefix)
      ? String(function.dropFirst(Self.failurePrefix.count)) : nil
  }

  /// Whether the compiler made the code, so that there is nothing to look at.
  public var isGenerated: Bool { line == 0 || file.hasSuffix("<compiler-generated>") }

  /// Reads what `llvm-symbolizer --output-style=JSON` says: for each address the inlined functions
  /// from the innermost out. Nil if it is something else.
  static func read(symbolizer output: String) -> [[SourcePlace]]? {
    struct Address: Decodable {
      var symbols: [Symbol]?
      enum CodingKeys: String, CodingKey { case symbols = "Symbol" }
    }
    struct Symbol: Decodable {
      var function: String
      var file: String
      var line: Int
      enum CodingKeys: String, CodingKey {
        case function = "FunctionName"
        case file = "FileName"
        case line = "Line"
      }
    }
    guard let addresses = try? JSONDecoder().decode([Address].self, from: Data(output.utf8)) else {
      return nil
    }
    return addresses.map { address in
      (address.symbols ?? []).map { symbol in
        SourcePlace(function: symbol.function, file: symbol.file, line: symbol.line)
      }
    }
  }
}
