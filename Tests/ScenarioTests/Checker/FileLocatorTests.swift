import Foundation
import Scenario
import Testing

@Suite struct FileLocatorTests {
  @Test func pathsAreRelativeToTheScenario() {
    let locator = FileLocator(scenario: "/a/b/c.yaml", environment: ["MARTLET_CACHE": "/cache"])
    #expect(locator.url(for: "x/y").path == "/a/b/x/y")
    #expect(locator.url(for: "../y").path == "/a/y")
    #expect(locator.url(for: "/y").path == "/y")
    #expect(locator.url(for: "cache:guests/y").path == "/cache/guests/y")
  }

  @Test func theCacheIsInTheRepositoryAround() throws {
    let files = try TestFiles()
    defer { files.remove() }
    let deep = files.root.appending(path: "one/two")
    try FileManager.default.createDirectory(at: deep, withIntermediateDirectories: true)
    try Data().write(to: files.root.appending(path: "one/Package.swift"))
    let locator = FileLocator(scenario: deep.appending(path: "s.yaml").path, environment: [:])
    #expect(locator.url(for: "cache:x").path.hasSuffix("/one/.cache/x"))
  }
}
