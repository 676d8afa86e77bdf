internal import ArgumentParser
internal import Scenario

/// Prints what is generated from the models. `docs/scenario.schema.json`, `docs/scenario.md` and
/// `docs/system-registers.md` are its output, and tests hold them to it.
struct SchemaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema", abstract: "Prints the JSON Schema of scenario files.",
    shouldDisplay: false)

  @Flag(help: "Print the reference, docs/scenario.md, instead.")
  var markdown = false

  @Flag(help: "Print the table of system registers, docs/system-registers.md, instead.")
  var systemRegisters = false

  func run() {
    if systemRegisters {
      print(SystemRegisterReference.text, terminator: "")
      return
    }
    print(markdown ? ScenarioReference.text : ScenarioSchema.text, terminator: "")
  }
}
