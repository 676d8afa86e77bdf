private import Foundation

/// The one judge of scenarios: what it accepts boots. It reads everything it can before it gives up,
/// so that a file is told all its errors at once.
public struct ScenarioChecker: Sendable {
  /// The boards a scenario can name; tests bring their own.
  public var boards: [Board]
  /// Bytes to keep free for the hypervisor itself when its real size is not known yet. The image is
  /// held to a tenth of this by its own build.
  public var assumedImageSize: UInt64
  /// Whether tasks that may miss their deadlines are warned of.
  public var warnsOfMisses: Bool

  public init(
    boards: [Board] = Board.all, assumedImageSize: UInt64 = 2 << 20, warnsOfMisses: Bool = true
  ) {
    self.boards = boards
    self.assumedImageSize = assumedImageSize
    self.warnsOfMisses = warnsOfMisses
  }

  /// Checks the scenario at `path`, which may be relative to the working directory. An unreadable
  /// file is an error like any other.
  public func check(path: String) -> CheckResult {
    let locator = FileLocator(scenario: path)
    guard let data = FileManager.default.contents(atPath: path) else {
      var diagnostics = DiagnosticList()
      diagnostics.error(
        "there is no such file, or it cannot be read", at: .start,
        remedy: "name a scenario file, or write one with `martlet new`")
      return CheckResult(file: path, diagnostics: diagnostics.all)
    }
    guard let text = String(data: data, encoding: .utf8) else {
      var diagnostics = DiagnosticList()
      diagnostics.error(
        "the file is not UTF-8 text", at: .start, remedy: "save it as plain UTF-8 text")
      return CheckResult(file: path, diagnostics: diagnostics.all)
    }
    return check(text: text, file: path, locator: locator)
  }

  /// Whether the file at `path` has a pool that is shared, as far as it can be read: which image it needs is to be known
  /// before the image's size, and so what fits behind it.
  public static func sharesCores(path: String) -> Bool {
    guard let data = FileManager.default.contents(atPath: path),
      let text = String(data: data, encoding: .utf8)
    else { return false }
    return sharesCores(text: text)
  }

  /// The same of a scenario's text.
  public static func sharesCores(text: String) -> Bool {
    var diagnostics = DiagnosticList()
    guard let root = YAMLValue.parse(text, diagnostics: &diagnostics),
      let document = ScenarioDocument(root, diagnostics: &diagnostics)
    else { return false }
    return document.pools?.contains { $0.scheduler?.value ?? .bind != .bind } ?? false
  }

  /// Whether the file at `path` has channels or a service VM, for which it needs an image of its own.
  public static func needsService(path: String) -> Bool {
    guard let data = FileManager.default.contents(atPath: path),
      let text = String(data: data, encoding: .utf8)
    else { return false }
    return needsService(text: text)
  }

  /// The same of a scenario's text.
  public static func needsService(text: String) -> Bool {
    var diagnostics = DiagnosticList()
    guard let root = YAMLValue.parse(text, diagnostics: &diagnostics),
      let document = ScenarioDocument(root, diagnostics: &diagnostics)
    else { return false }
    return document.channels?.value.isEmpty == false
      || document.vms?.value.contains { $0.role?.value == .service } ?? false
      || document.needsHealth
  }

  /// Checks a scenario's text. `file` is only for the messages.
  public func check(text: String, file: String, locator: FileLocator) -> CheckResult {
    var diagnostics = DiagnosticList()
    guard let root = YAMLValue.parse(text, diagnostics: &diagnostics),
      let document = ScenarioDocument(root, diagnostics: &diagnostics)
    else { return CheckResult(file: file, diagnostics: diagnostics.all) }

    var pass = CheckingPass(
      document: document, boards: boards, locator: locator, assumedImageSize: assumedImageSize,
      warnsOfMisses: warnsOfMisses, diagnostics: diagnostics)
    let outcome = pass.run()
    return CheckResult(
      file: file, diagnostics: pass.diagnostics.all, scenario: outcome?.scenario,
      plan: outcome?.plan)
  }
}
