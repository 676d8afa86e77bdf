private import Foundation

extension CheckingPass {
  /// Reads a payload's files. Nil, with complaints, when one is missing or the rest is not right.
  mutating func readPayload(
    _ clause: ScenarioDocument.PayloadClause, _ locator: FileLocator
  ) -> CheckedScenario.Payload? {
    var contents = read(clause.file, locator, what: clause.kind.title)
    if clause.kind == .linux, let packed = contents, GzipFile.isPacked(packed) {
      do {
        contents = try GzipFile.unpack(packed)
      } catch {
        diagnostics.error(
          "the gzip file \"\(clause.file.value)\" \(error)", at: clause.file.position,
          remedy: "build or copy it again")
        contents = nil
      }
    }
    let ramdisk = clause.initialRamdisk.map {
      ($0.value, read($0, locator, what: "an initial ramdisk"))
    }
    var isRight = true
    if let arguments = clause.arguments {
      if arguments.value.utf8.count > Self.longestArguments {
        diagnostics.error(
          "the arguments have \(arguments.value.utf8.count) characters", at: arguments.position,
          remedy: "use at most \(Self.longestArguments)")
        isRight = false
      }
      if arguments.value.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) {
        diagnostics.error(
          "the arguments hold a control character", at: arguments.position,
          remedy: "write them in one line")
        isRight = false
      }
    }
    if clause.kind == .raw {
      for (address, alignment) in [(clause.address, UInt64(8)), (clause.entry, 4)] {
        guard let address, address.value % alignment != 0 else { continue }
        diagnostics.error(
          "the address \(hexadecimal(address.value)) is not a multiple of \(alignment)",
          at: address.position, remedy: "use \(hexadecimal(address.value & ~(alignment - 1)))")
        isRight = false
      }
    }
    guard isRight, let contents, ramdisk == nil || ramdisk?.1 != nil else { return nil }
    return .init(
      kind: clause.kind, file: clause.file.value, contents: contents,
      initialRamdiskFile: ramdisk?.0, initialRamdisk: ramdisk?.1,
      arguments: clause.arguments?.value, address: clause.address?.value,
      entry: clause.entry?.value)
  }

  private mutating func read(
    _ file: Located<String>, _ locator: FileLocator, what: String
  ) -> [UInt8]? {
    let url = locator.url(for: file.value)
    let isCached = file.value.hasPrefix(FileLocator.cachePrefix)
    guard FileManager.default.fileExists(atPath: url.path) else {
      let remedy =
        isCached
        ? "run `scripts/setup`, which fills the cache, or set MARTLET_CACHE to where it is"
        : neighbour(of: url).map { "did you mean \"\($0)\"?" }
          ?? "paths are relative to the scenario; put \(what) there or correct the path"
      diagnostics.error("there is no file \"\(file.value)\"", at: file.position, remedy: remedy)
      return nil
    }
    let isFolder = (try? url.resourceValues(forKeys: [.isDirectoryKey]))?.isDirectory ?? false
    guard !isFolder else {
      diagnostics.error(
        "\"\(file.value)\" is a folder", at: file.position, remedy: "name \(what) inside it")
      return nil
    }
    guard let data = FileManager.default.contents(atPath: url.path) else {
      diagnostics.error(
        "the file \"\(file.value)\" cannot be read", at: file.position,
        remedy: "give yourself the right to read it")
      return nil
    }
    guard !data.isEmpty else {
      diagnostics.error(
        "the file \"\(file.value)\" is empty", at: file.position, remedy: "put \(what) there")
      return nil
    }
    return Array(data)
  }

  /// A file in the same folder with nearly the same name.
  private func neighbour(of url: URL) -> String? {
    let folder = url.deletingLastPathComponent().path
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return nearest(to: url.lastPathComponent, among: names.sorted())
  }
}
