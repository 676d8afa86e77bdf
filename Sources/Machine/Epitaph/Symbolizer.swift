private import Foundation

/// Turns addresses of the hypervisor into places of its source, with the tools that come with Swift.
public struct Symbolizer: Sendable {
  private let symbolizer: String
  private let demangler: String?
  private let image: String

  /// `image` is the hypervisor as ELF. The tools are those beside `swift`, else in PATH.
  public init(image: String) throws(SymbolizerError) {
    guard FileManager.default.isReadableFile(atPath: image) else { throw .imageMissing(image) }
    guard let symbolizer = ToolPath.find("llvm-symbolizer") else { throw .toolMissing }
    self.symbolizer = symbolizer
    self.image = image
    demangler = ToolPath.find("swift-demangle")
  }

  /// The places of each address, from the innermost inlined function out.
  public func places(of addresses: [UInt64]) throws(SymbolizerError) -> [[SourcePlace]] {
    let output = try run(
      symbolizer,
      ["--obj=\(image)", "--output-style=JSON"] + addresses.map { "0x" + String($0, radix: 16) })
    // Names are told apart from the rest only after they are readable, which JSON does not mind.
    let readable = demangler.flatMap { try? run($0, ["--simplified"], input: output) } ?? output
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

  private func run(
    _ tool: String, _ arguments: [String], input: String? = nil
  ) throws(SymbolizerError) -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: tool)
    process.arguments = arguments
    let output = Pipe()
    let given = Pipe()
    process.standardOutput = output
    process.standardInput = given
    do {
      try process.run()
    } catch {
      throw .failed(error.localizedDescription)
    }
    // A few kilobytes: less than what a pipe holds.
    if let input { given.fileHandleForWriting.write(Data(input.utf8)) }
    try? given.fileHandleForWriting.close()
    let bytes = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    let text = String(decoding: bytes, as: UTF8.self)
    guard process.terminationStatus == 0 else { throw .failed(text) }
    return text
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
