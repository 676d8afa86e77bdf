/// What checking the file of a VM that is created later brought to light.
public struct PackageCheckResult: Sendable {
  /// Of the scenario by itself.
  public var scenario: CheckResult
  /// The VM's file, as the user named it.
  public var file: String
  /// Complaints about the VM's file, sorted by place.
  public var diagnostics: [Diagnostic]
  /// The package's bytes; nil when there is an error in either file.
  public var package: [UInt8]?

  /// One line for each complaint.
  public var lines: [String] {
    scenario.lines + diagnostics.map { $0.rendered(file: file) }
  }
}
