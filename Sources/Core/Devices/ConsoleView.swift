/// What the drainer knows of one VM.
struct ConsoleView {
  /// The VM exists.
  var isPresent = false
  var name = InlineArray<32, UInt8>(repeating: 0)
  var nameLength = 0

  // MARK: Line assembly

  /// Bytes at the front of the ring that are known to hold no line end.
  var scanned = 0
  /// The ring's production count when it was last looked at.
  var seenProduced: UInt32 = 0
  /// When that count was last seen to change.
  var lastChange: UInt64 = 0
  /// When the first byte of the waiting line was seen; meaningful while `waits`.
  var waitingSince: UInt64 = 0
  var waits = false

  // MARK: Rate

  /// Bytes that may be shown; negative after a line that was longer than what was left.
  var credit: Int64 = 0
  /// Until when `credit` was filled up.
  var creditTime: UInt64 = 0

  // MARK: Line mode's filter

  var filter = Filter.text
  /// A carriage return was taken that may belong to a line end.
  var pendingReturn = false
  /// Characters since the prefix or a bare carriage return: as far as backspace may go.
  var column = 0

  /// Its line was ended to make room for somebody else's; the rest is marked as such.
  var isBroken = false

  /// Bytes thrown away while another VM had the raw console, since that was last told.
  var missed: UInt64 = 0

  /// How far into a control sequence of the terminal the output is.
  enum Filter: UInt8 {
    case text
    /// After ESC.
    case escape
    /// After ESC [ : up to a final byte.
    case sequence
    /// After ESC ] and the like: up to BEL or ESC \.
    case string
    /// ESC within such a string.
    case stringEscape
    /// After ESC ( and the like: one byte more.
    case single
    /// After 0xC2, which with 0x80…0x9F forms a control character in UTF-8.
    case latin
  }
}
