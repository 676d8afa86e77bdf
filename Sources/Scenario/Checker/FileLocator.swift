public import Foundation

/// Turns the paths of a scenario into files. A path is relative to the scenario's own folder, so that
/// a scenario means the same wherever it is checked from. `cache:` begins a path in Martlet's cache,
/// where `scripts/setup` puts kernels and firmware: `$MARTLET_CACHE`, or `.cache` in the repository
/// around the scenario, which is the nearest folder upwards with a `Package.swift` or a `.git`.
public struct FileLocator: Sendable {
  public var scenarioDirectory: URL
  public var cacheDirectory: URL

  public init(scenarioDirectory: URL, cacheDirectory: URL) {
    self.scenarioDirectory = scenarioDirectory
    self.cacheDirectory = cacheDirectory
  }

  /// For the scenario file at `path`.
  public init(
    scenario path: String, environment: [String: String] = ProcessInfo.processInfo.environment
  ) {
    let directory = URL(filePath: path).absoluteURL.standardizedFileURL.deletingLastPathComponent()
    scenarioDirectory = directory
    if let cache = environment["MARTLET_CACHE"], !cache.isEmpty {
      cacheDirectory = URL(filePath: cache)
    } else {
      cacheDirectory = Self.repository(around: directory).appending(path: ".cache")
    }
  }

  public static let cachePrefix = "cache:"

  public func url(for path: String) -> URL {
    if path.hasPrefix(Self.cachePrefix) {
      return cacheDirectory.appending(path: String(path.dropFirst(Self.cachePrefix.count)))
        .standardizedFileURL
    }
    let url = path.hasPrefix("/") ? URL(filePath: path) : scenarioDirectory.appending(path: path)
    return url.standardizedFileURL
  }

  private static func repository(around directory: URL) -> URL {
    var candidate = directory
    while candidate.path != "/" {
      for mark in ["Package.swift", ".git"]
      where FileManager.default.fileExists(atPath: candidate.appending(path: mark).path) {
        return candidate
      }
      candidate = candidate.deletingLastPathComponent()
    }
    return directory
  }
}
