/// Why a test could not even start, in a sentence.
struct SystemTestError: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}
