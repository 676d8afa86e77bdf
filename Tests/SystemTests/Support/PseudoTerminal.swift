import Foundation

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A terminal whose person is a test: it reads what a program shows and types to it.
final class PseudoTerminal {
  private let person: Int32
  /// The program's end.
  let program: FileHandle
  private var shown: [UInt8] = []
  /// How much of `shown` no `wait` has used up.
  private var seen = 0

  init() throws {
    var ends: (Int32, Int32) = (-1, -1)
    // Safety: both numbers outlive the call, and nothing else is asked for.
    guard unsafe openpty(&ends.0, &ends.1, nil, nil, nil) == 0 else {
      throw SystemTestError("no pseudo-terminal could be opened")
    }
    person = ends.0
    program = FileHandle(fileDescriptor: ends.1, closeOnDealloc: true)
  }

  deinit { close(person) }

  var text: String { String(decoding: shown, as: UTF8.self) }

  /// Whether the terminal gives every key at once and unchanged.
  var isRaw: Bool {
    get throws {
      let settings = try settings
      return settings.c_lflag & tcflag_t(ICANON | ECHO | ISIG) == 0
    }
  }

  /// The flags of the terminal, to be compared.
  var flags: [tcflag_t] {
    get throws {
      let settings = try settings
      return [settings.c_iflag, settings.c_oflag, settings.c_cflag, settings.c_lflag]
    }
  }

  private var settings: termios {
    get throws {
      var settings = termios()
      // Safety: the structure outlives the call.
      guard unsafe tcgetattr(program.fileDescriptor, &settings) == 0 else {
        throw SystemTestError("the terminal does not tell its settings")
      }
      return settings
    }
  }

  func type(_ text: String) {
    let bytes = [UInt8](text.utf8)
    // Safety: the array outlives the call and the count is its own.
    _ = unsafe write(person, bytes, bytes.count)
  }

  /// Reads until the text appears behind what was waited for before.
  func wait(for text: String, seconds: Int = 120) throws {
    let pattern = [UInt8](text.utf8)
    let end = ContinuousClock.now + .seconds(seconds)
    while true {
      let rest = shown[seen...]
      if let range = rest.firstRange(of: pattern) {
        seen = range.upperBound
        return
      }
      guard ContinuousClock.now < end else {
        throw SystemTestError("\"\(text)\" did not appear in:\n\(self.text.suffix(3000))")
      }
      read()
    }
  }

  /// Takes what there is to read, waiting a moment for it.
  func read() {
    var request = pollfd(fd: person, events: Int16(POLLIN), revents: 0)
    // Safety: the structure outlives the call.
    guard unsafe poll(&request, 1, 200) > 0 else { return }
    var buffer = [UInt8](repeating: 0, count: 4096)
    // Safety: the buffer is as long as said.
    let count = unsafe Glibc.read(person, &buffer, buffer.count)
    if count > 0 { shown += buffer[..<count] }
  }
}
