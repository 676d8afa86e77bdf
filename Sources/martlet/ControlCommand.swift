internal import ArgumentParser
internal import Foundation
internal import Machine

struct ControlCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ctl", abstract: "Runs a machine that `martlet run --control` has booted.",
    discussion: """
      WORDS are those of `martletctl`, which is run in the scenario's service VM: its shell must be at the prompt. \
      What it prints is printed, its exit code is the exit code. --power-off ends the machine instead.
      """)

  @Option(help: "The file name that was given to `martlet run`.", completion: .file())
  var control: String

  @Option(help: "Seconds that it may take.")
  var timeout: Int = 30

  @Flag(help: "The machine reports and powers off.")
  var powerOff = false

  @Argument(parsing: .captureForPassthrough, help: "A command of martletctl.")
  var words: [String] = []

  func validate() throws {
    guard timeout > 0 else { throw ValidationError("--timeout is a number of seconds above zero") }
    guard powerOff == words.isEmpty else {
      throw ValidationError("write a command of martletctl, such as list, or --power-off")
    }
  }

  func run() throws {
    let answer: RemoteAnswer
    do {
      answer = try RemoteClient.ask(
        RemoteCommand(words, seconds: timeout, powersOff: powerOff), at: control)
    } catch {
      report("martlet: \(error)")
      throw ExitCode(.missing)
    }
    if let problem = answer.problem {
      report("martlet: \(problem)")
      throw ExitCode(.missing)
    }
    let stream = answer.status == 0 ? FileHandle.standardOutput : FileHandle.standardError
    stream.write(Data(answer.output.utf8))
    guard answer.status == 0 else { throw ExitCode(answer.status) }
  }
}
