/// Why a payload cannot start in the memory it was given.
public struct GuestLayoutError: Error, Hashable, CustomStringConvertible {
  /// Which part of the scenario the user would change.
  public enum Subject: Sendable {
    case payload
    case initialRamdisk
    case address
    case entry
    case memory
    case deviceTree
  }

  public var subject: Subject
  public var problem: String
  public var remedy: String

  init(_ subject: Subject, _ problem: String, remedy: String) {
    self.subject = subject
    self.problem = problem
    self.remedy = remedy
  }

  public var description: String { "\(problem); \(remedy)" }
}
