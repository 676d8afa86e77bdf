internal import ArgumentParser

@main
struct Martlet: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "martlet", abstract: "Checks, builds and runs Martlet scenarios.",
    discussion: """
      Exit codes: 0 done; 1 the input is wrong, be it the scenario or the command line; 2 the machine \
      or a tool is missing; 3 the run did not do what was expected.

      For completion in your shell: martlet --generate-completion-script zsh (or bash, fish).
      """,
    subcommands: [
      CheckCommand.self, ExplainCommand.self, AnalyzeCommand.self, BuildCommand.self,
      RunCommand.self, ControlCommand.self,
      TraceCommand.self, TopCommand.self, BenchCommand.self, ProfileCommand.self,
      SymbolizeCommand.self, NewCommand.self, SchemaCommand.self,
    ])

  static func main() async {
    do {
      var command = try parseAsRoot()
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
    } catch {
      // ArgumentParser's own code for a wrong command line is 64; here all wrong input is 1.
      guard exitCode(for: error) == .validationFailure else { exit(withError: error) }
      report(fullMessage(for: error))
      exit(withError: ExitCode(.wrongInput))
    }
  }
}
