private import Foundation

/// A QEMU process with its console on pipes, and the terminal of the person who started it if
/// `isInteractive`. Always call `end`.
public struct EmulatedMachine: MachineConnection {
  private let process = Process()
  private let input = Pipe()
  private let output = Pipe()
  private let signals = SignalWatch()
  private var terminal = Terminal()
  private let isInteractive: Bool
  private var outputEnded = false
  private let complaints: URL
  private var remote: RemoteSocket?

  /// Starts QEMU. `complaints` is a file that gets what QEMU itself has to say, `control` where `martlet ctl` finds it.
  public init(
    emulator: Emulator, arguments: [String], isInteractive: Bool, complaints path: String,
    control: String? = nil
  ) throws(EmulatorError) {
    self.isInteractive = isInteractive
    remote = if let control { try RemoteSocket(path: control) } else { nil }
    complaints = URL(fileURLWithPath: path)
    guard FileManager.default.createFile(atPath: path, contents: nil),
      let handle = FileHandle(forWritingAtPath: path)
    else { throw .fileNotWritten(path: path, reason: "no permission or no space") }
    process.executableURL = URL(fileURLWithPath: emulator.path)
    process.arguments = arguments
    process.standardInput = input
    process.standardOutput = output
    process.standardError = handle
    do {
      let process = process
      try SignalWatch.withEndingUnblocked { try process.run() }
    } catch {
      signals.stop()
      throw .unusable(path: emulator.path, reason: error.localizedDescription)
    }
    // The child has its own copies; without this the end of its output would never be seen.
    try? output.fileHandleForWriting.close()
    try? input.fileHandleForReading.close()
    if isInteractive { terminal.makeRaw() }
  }

  public mutating func wait(milliseconds: Int) -> MachineEvent {
    if signals.isRaised { return .interrupted }
    let console = output.fileHandleForReading.fileDescriptor
    if outputEnded {
      process.waitUntilExit()
      return .ended(
        status: process.terminationReason == .exit ? process.terminationStatus : -1)
    }
    var sources = isInteractive ? [console, Terminal.input] : [console]
    if let remote { sources.append(remote.descriptor) }
    let ready = Descriptor.waitReadable(sources, milliseconds: milliseconds)
    if ready[0] {
      guard let bytes = Descriptor.read(console) else {
        outputEnded = true
        return .nothing
      }
      return .output(bytes)
    }
    if isInteractive, ready[1] {
      guard let bytes = Descriptor.read(Terminal.input) else { return .interrupted }
      return .typed(bytes)
    }
    if remote != nil, ready[ready.count - 1], let command = remote?.take() {
      return .commanded(command)
    }
    return .nothing
  }

  public mutating func type(_ bytes: [UInt8]) {
    Descriptor.write(input.fileHandleForWriting.fileDescriptor, bytes)
  }

  public mutating func answer(_ answer: RemoteAnswer) { remote?.answer(answer) }

  public mutating func end() {
    remote?.end()
    if process.isRunning {
      process.terminate()
      // QEMU may be stopped or stuck; what does not end by itself is killed.
      for _ in 0..<50 where process.isRunning { usleep(100_000) }
      if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    }
    process.waitUntilExit()
    terminal.restore()
    signals.stop()
  }

  /// What QEMU wrote to its standard error.
  public var emulatorComplaints: String {
    (try? String(contentsOf: complaints, encoding: .utf8)) ?? ""
  }
}
