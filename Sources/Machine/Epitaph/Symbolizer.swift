private import Foundation

/// Turns addresses of the hypervisor into places of its source, with the tools that come with Swift.
public struct Symbolizer: Sendable {
  private let image: String

  /// `image` is the hypervisor as ELF. The tools are those beside `swift`, else in PATH.
  public init(image: String) throws(SymbolizerError) {
    guard FileManager.default.isReadableFile(atPath: image) else { throw .imageMissing(image) }
    self.image = image
  }

  /// The places of each address, from the innermost inlined function out.
  public func places(of addresses: [UInt64]) throws(SymbolizerError) -> [[SourcePlace]] {
    let output: String
    do {
      output = try Tool.run(
        "llvm-symbolizer",
        ["--obj=\(image)", "--output-style=JSON"] + addresses.map { "0x" + String($0, radix: 16) })
    } catch {
      switch error {
      case .missing: throw .toolMissing
      case .failed(_, let reason): throw .failed(reason)
      }
    }
    // Names are told apart from the rest only after they are readable, which JSON does not mind.
    let readable = (try? Tool.run("swift-demangle", ["--simplified"], input: output)) ?? output
    guard let places = SourcePlace.read(symbolizer: readable), places.count == addresses.count
    else { throw .failed(output) }
    return places
  }

  /// The epitaph with what its addresses mean, line by line.
  public func explain(_ epitaph: Epitaph) throws(SymbolizerError) -> String {
    Self.describe(epitaph, places: try places(of: epitaph.places))
  }

  static func describe(_ epitaph: Epitaph, places: [[SourcePlace]]) -> String {
    let cause = places.first?.lazy.compactMap(\.failure).first ?? "not a Swift trap"
    var lines = ["cause: \(cause)"]
    if !epitaph.circumstances.isEmpty {
      lines.append("with:  \(epitaph.circumstances.joined(separator: " "))")
    }
    for (address, inlined) in zip(epitaph.places, places) {
      let known = inlined.filter { !$0.isGenerated }
      if known.isEmpty { lines.append("  at 0x\(String(address, radix: 16))") }
      for place in known {
        lines.append("  in \(place.function)\n     \(place.file):\(place.line)")
      }
    }
    return lines.joined(separator: "\n")
  }
}

/// Why addresses cannot be turned into places.
public enum SymbolizerError: Error, Equatable, CustomStringConvertible {
  case imageMissing(String)
  case toolMissing
  case failed(String)

  public var description: String {
    switch self {
    case .imageMissing(let path):
      "there is no hypervisor ELF at \(path); build it with `scripts/image`, or name the one that"
        + " was running with --elf"
    case .toolMissing:
      "llvm-symbolizer is neither beside swift nor in PATH; put Swift's bin folder into PATH"
    case .failed(let text): "llvm-symbolizer failed: \(text)"
    }
  }
}
