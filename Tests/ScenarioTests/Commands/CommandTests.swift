import Foundation
import Testing

/// The `martlet` program itself: its exit codes and what goes to which stream.
@Suite struct CommandTests {
  private struct Outcome {
    var code: Int32
    var output: String
    var errors: String
  }

  /// SwiftPM puts the program beside the tests.
  private static let program = URL(filePath: CommandLine.arguments[0]).absoluteURL
    .deletingLastPathComponent().appending(path: "martlet")

  private func martlet(_ arguments: String..., in files: TestFiles) throws -> Outcome {
    try martlet(arguments, in: files)
  }

  private func martlet(_ arguments: [String], in files: TestFiles) throws -> Outcome {
    let process = Process()
    process.executableURL = Self.program
    process.arguments = arguments
    process.currentDirectoryURL = files.scenarios
    var environment = ["MARTLET_CACHE": files.root.appending(path: ".cache").path]
    // Under a sanitiser the program is sanitised too.
    environment["ASAN_OPTIONS"] = ProcessInfo.processInfo.environment["ASAN_OPTIONS"]
    process.environment = environment
    let (output, errors) = (Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    // Everything printed here is smaller than a pipe, so that neither end waits for the other.
    process.waitUntilExit()
    func text(_ pipe: Pipe) -> String {
      String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    }
    return Outcome(code: process.terminationStatus, output: text(output), errors: text(errors))
  }

  @Test func aPackageIsBuilt() throws {
    let files = try TestFiles()
    defer { files.remove() }
    func write(_ text: String, _ name: String) throws {
      try text.write(to: files.scenarios.appending(path: name), atomically: true, encoding: .utf8)
    }
    try write(PackageTests.scenario, "machine.yaml")
    try write(PackageTests.machine, "guest.yaml")
    let made = try martlet(
      "build", "--vm", "guest.yaml", "--for", "machine.yaml", "-o", "guest.vm", in: files)
    #expect(made.code == 0 && made.errors == "", "\(made)")
    #expect(made.output == "guest.vm: 24 KiB, a VM package for machine.yaml\n")
    try write(PackageTests.machine + "\nrole: service\n", "bad.yaml")
    let bad = try martlet(
      "build", "--vm", "bad.yaml", "--for", "machine.yaml", "-o", "bad.vm", in: files)
    #expect(bad.code == 1 && bad.output == "")
    #expect(bad.errors == "bad.yaml:11:7: error: a created VM has no role; leave \"role\" out\n")
    for words in [
      ["--vm", "guest.yaml"], ["--for", "guest.yaml"], ["machine.yaml", "--for", "x"],
    ] {
      #expect(try martlet(["build", "-o", "none"] + words, in: files).code == 1)
    }
  }

  @Test func fromNewToExplain() throws {
    let files = try TestFiles()
    defer { files.remove() }
    let new = try martlet("new", "first.yaml", in: files)
    #expect(new.code == 0 && new.output == "first.yaml: written; next: martlet check first.yaml\n")

    let check = try martlet("check", "first.yaml", in: files)
    #expect(check.code == 0 && check.errors == "")
    #expect(
      check.output
        == "first.yaml: ok, first on qemu-virt, 2 VMs, 3 of 4 cores, 768MiB of 2GiB\n")

    let text = try martlet("explain", "first.yaml", in: files)
    #expect(text.code == 0 && text.output.hasPrefix("first on qemu-virt: 4 cores"))
    #expect(try martlet("explain", "--json", "first.yaml", in: files).output.hasPrefix("{\n"))
    let page = try martlet("explain", "--html", "-o", "page.html", "first.yaml", in: files)
    #expect(page.code == 0 && page.output == "")
    let html = try String(
      contentsOf: files.scenarios.appending(path: "page.html"), encoding: .utf8)
    #expect(html.hasPrefix("<!doctype html>"))
  }

  @Test func analyzeTellsWhoIsLate() throws {
    let files = try TestFiles()
    defer { files.remove() }
    func write(_ name: String, budget: String, tasks: String = "[{ period: 20ms, budget: 1ms }]")
      throws
    {
      let text = """
        name: \(name)
        board: qemu-virt
        pools: [{ name: periods, cpus: [0], scheduler: deadline }]
        vms:
          - name: one
            budget: \(budget)
            period: 10ms
            memory: 64MiB
            payload: { linux: cache:guests/debian-6.12/Image }
            tasks: \(tasks)
        """
      try Data(text.utf8).write(to: files.scenarios.appending(path: "\(name).yaml"))
    }
    try write("good", budget: "2ms")
    let good = try martlet("analyze", "good.yaml", in: files)
    #expect(good.code == 0 && good.errors == "" && good.output.contains("in time"))
    #expect(try martlet("check", "good.yaml", in: files).errors == "")

    try write("late", budget: "600us")
    let late = try martlet("analyze", "late.yaml", in: files)
    #expect(late.code == 1 && late.errors == "")
    #expect(late.output.contains("late by 9.22ms"))
    #expect(late.output.hasSuffix("VM one: a budget of 1015us in each 10ms would do\n"))
    let free = try martlet("analyze", "--switch-time", "0us", "late.yaml", in: files)
    #expect(
      free.code == 1 && free.output.hasSuffix("VM one: a budget of 1ms in each 10ms would do\n"))
    let json = try martlet("analyze", "--json", "late.yaml", in: files)
    #expect(json.code == 1 && json.output.hasPrefix("{\n"))
    let check = try martlet("check", "late.yaml", in: files)
    #expect(check.code == 0 && check.errors.contains("see `martlet analyze`"))

    try write("idle", budget: "2ms", tasks: "[]")
    let idle = try martlet("analyze", "idle.yaml", in: files)
    #expect(idle.code == 1 && idle.output == "" && idle.errors.contains("states its tasks"))
    let wrong = try martlet("analyze", "--switch-time", "5", "good.yaml", in: files)
    #expect(wrong.code == 1 && wrong.errors.contains("--switch-time is a time"))
  }

  @Test func newNeverOverwrites() throws {
    let files = try TestFiles()
    defer { files.remove() }
    let file = files.scenarios.appending(path: "mine.yaml")
    try Data("mine".utf8).write(to: file)
    let outcome = try martlet("new", "mine.yaml", in: files)
    #expect(outcome.code == 1 && outcome.errors.contains("exists already"))
    #expect(try String(contentsOf: file, encoding: .utf8) == "mine")
  }

  @Test func wrongInputIsOne() throws {
    let files = try TestFiles()
    defer { files.remove() }
    try Data("name: x\nbaord: y\n".utf8).write(to: files.scenarios.appending(path: "bad.yaml"))
    for command in ["check", "explain", "analyze"] {
      let outcome = try martlet(command, "bad.yaml", in: files)
      #expect(outcome.code == 1 && outcome.output == "")
      #expect(
        outcome.errors == """
          bad.yaml:1:1: error: a scenario needs "board"; add `board: qemu-virt`
          bad.yaml:1:1: error: a scenario needs "vms"; add `vms: [{ name: linux, memory: 512MiB, \
          payload: { linux: Image } }]`
          bad.yaml:2:1: error: a scenario has no key "baord"; did you mean "board"?

          """)
    }
    #expect(try martlet("check", "none.yaml", in: files).code == 1)
    #expect(try martlet("frobnicate", in: files).code == 1)
    #expect(try martlet("check", in: files).code == 1)
    #expect(try martlet("explain", "--json", "--html", "bad.yaml", in: files).code == 1)
  }

  /// A scenario with a shared pool is only put behind an image that shares cores.
  @Test func theImageFitsTheScenario() throws {
    let files = try TestFiles()
    defer { files.remove() }
    let scenario = """
      name: shared
      board: qemu-virt
      pools: [{ name: all, cpus: [0], scheduler: SCHEDULER }]
      vms: [{ name: one, memory: 64MiB, payload: { linux: cache:guests/debian-6.12/Image } }]

      """
    func write(_ bytes: [UInt8], _ path: String) throws {
      let file = files.scenarios.appending(path: path)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(bytes).write(to: file)
    }
    func build(_ scheduler: String, _ options: String...) throws -> Outcome {
      try write(
        [UInt8](scenario.replacing("SCHEDULER", with: scheduler).utf8), "\(scheduler).yaml")
      let arguments = ["build", "\(scheduler).yaml", "-o", "\(scheduler).bin"] + options
      return try martlet(arguments, in: files)
    }
    try write(HypervisorImageTests.image(), "plain.bin")
    try write(HypervisorImageTests.image(flags: 4), "sharing.bin")

    let refused = try build("fair", "--image", "plain.bin")
    #expect(refused.code == 1)
    #expect(
      refused.errors == """
        martlet: the hypervisor image shares no cores, and a pool of fair.yaml is shared; build one that does \
        with `scripts/image --sharing`, or leave --image out

        """)
    for (scheduler, image) in [
      ("fair", "sharing.bin"), ("bind", "sharing.bin"), ("bind", "plain.bin"),
    ] {
      let outcome = try build(scheduler, "--image", image)
      #expect(outcome.code == 0, "\(scheduler) \(image): \(outcome.errors)")
    }
    let missing = try build("fair", "--image", "none.bin")
    #expect(missing.code == 2)
    #expect(missing.errors.contains("build it with `scripts/image --sharing`"))

    // Each finds its own.
    try write(HypervisorImageTests.image(length: 0x5000), "build/martlet.bin")
    try write(HypervisorImageTests.image(length: 0x7000, flags: 4), "build/sharing/martlet.bin")
    for (scheduler, length) in [("bind", 0x5000), ("fair", 0x7000)] {
      let outcome = try build(scheduler)
      #expect(outcome.code == 0, "\(outcome.errors)")
      let file = [UInt8](
        try Data(contentsOf: files.scenarios.appending(path: "\(scheduler).bin")))
      #expect(file[length..<(length + 8)].elementsEqual("MARTLETB".utf8), "\(scheduler)")
    }
  }

  @Test func helpAndCompletionAreThere() throws {
    let files = try TestFiles()
    defer { files.remove() }
    #expect(try martlet("--help", in: files).output.contains("Exit codes:"))
    for shell in ["bash", "zsh", "fish"] {
      let outcome = try martlet("--generate-completion-script", shell, in: files)
      #expect(outcome.code == 0 && outcome.output.contains("explain"))
    }
  }

  @Test func theSchemaIsPrinted() throws {
    let files = try TestFiles()
    defer { files.remove() }
    #expect(try martlet("schema", in: files).output.contains("json-schema.org"))
    #expect(try martlet("schema", "--markdown", in: files).output.hasPrefix("# The scenario file"))
  }
}
