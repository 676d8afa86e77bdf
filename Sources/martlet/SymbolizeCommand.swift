internal import ArgumentParser
internal import Foundation
internal import Machine

struct SymbolizeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "symbolize",
    abstract: "Turns the epitaph of a trap in the hypervisor into cause, function and line.",
    discussion: "Use the ELF of the very image that was running: addresses change with every build."
  )

  @Argument(help: "A log of the console (default: standard input).", completion: .file())
  var log: String?

  @Option(
    name: .customLong("elf"),
    help: "The hypervisor as ELF (default: build/martlet.elf).", completion: .file())
  var image: String?

  func run() throws {
    let data: Data
    if let log {
      guard let contents = FileManager.default.contents(atPath: log) else {
        report("martlet: \(log) cannot be read; name a log that `martlet run --log` wrote")
        throw ExitCode(.wrongInput)
      }
      data = contents
    } else {
      data = FileHandle.standardInput.readDataToEndOfFile()
    }
    let epitaphs = String(decoding: data, as: UTF8.self).split(whereSeparator: \.isNewline)
      .compactMap { Epitaph(line: String($0)) }
    guard !epitaphs.isEmpty else {
      report("martlet: there is no line `martlet: epitaph … elr=…` in the input")
      throw ExitCode(.wrongInput)
    }
    do {
      let symbolizer = try Symbolizer(
        image: image ?? BuildFolder.find("martlet.elf") ?? "build/martlet.elf")
      for epitaph in epitaphs { print(try symbolizer.explain(epitaph)) }
    } catch {
      report("martlet: \(error)")
      throw ExitCode(.missing)
    }
  }
}
