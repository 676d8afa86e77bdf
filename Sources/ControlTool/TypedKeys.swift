internal import Core

/// What was typed to a VM's console and is still on its way there; and the keys that are for this program, as with `cu` and
/// `ssh`: at the start of a line `~` and a full stop, or a question mark, and `~~` for one that is not.
struct TypedKeys: ~Copyable {
  enum Command { case none, detach, help }

  private var waiting = InlineArray<256, UInt8>(repeating: 0)
  private(set) var count = 0
  private var isAtStart = true
  private var isEscaped = false
  /// Whether those keys are looked for.
  let hasEscape: Bool

  init(hasEscape: Bool) { self.hasEscape = hasEscape }

  /// Room for what is typed; each byte may bring one before it along.
  var room: Int { 256 &- count &- 1 }

  mutating func take(_ byte: UInt8) -> Command {
    guard hasEscape else {
      add(byte)
      return .none
    }
    if isEscaped {
      isEscaped = false
      switch byte {
      case 0x2E: return .detach
      case 0x3F: return .help
      case 0x7E: break
      default: add(0x7E)
      }
    } else if byte == 0x7E, isAtStart {
      isEscaped = true
      return .none
    }
    isAtStart = byte == 0x0D || byte == 0x0A
    add(byte)
    return .none
  }

  /// What finds no room is lost, as at any terminal.
  private mutating func add(_ byte: UInt8) {
    guard count < 256 else { return }
    waiting[count] = byte
    count &+= 1
  }

  /// The oldest, as many as go with a request.
  var next: ConsoleKeys {
    mutating get {
      var keys = ConsoleKeys()
      while keys.count < count, keys.append(waiting[keys.count]) {}
      return keys
    }
  }

  /// They have arrived.
  mutating func drop(_ amount: Int) {
    var place = amount
    while place < count {
      waiting[place &- amount] = waiting[place]
      place &+= 1
    }
    count = max(0, count &- amount)
  }
}
