internal import ArgumentParser

@main
struct Martlet: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "martlet", abstract: "Checks, builds and runs Martlet scenarios.")
}
