internal import ArgumentParser
internal import Scenario

/// Prints what is generated from the model. `docs/scenario.schema.json` and `docs/scenario.md` are its
/// output, and a test holds them to it.
struct SchemaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema", abstract: "Prints the JSON Schema of scenario files.",
    shouldDisplay: false)

  @Flag(help: "Print the reference, docs/scenario.md, instead.")
  var markdown = false

  func run() {
    print(markdown ? ScenarioReference.text : ScenarioSchema.text, terminator: "")
  }
}
