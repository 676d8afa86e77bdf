package import Core

/// One line of output, or an object of JSON.
package typealias ToolLine = TextBuffer<1024>

extension TextBuffer {
  /// Goes on at this column, at least one space further.
  package mutating func move(to column: Int) {
    repeat { append(byte: 0x20) } while count < column
  }

  /// Part of a whole in per cent, with one place.
  mutating func append(share part: UInt64, of whole: UInt64) {
    let share = part / 1000 &* 1000 / max(whole / 1000, 1)
    append(decimal: share / 10)
    append(".", decimal: share % 10)
    append("%")
  }

  /// Nanoseconds as seconds with six places.
  mutating func append(seconds time: UInt64) {
    append(decimal: time / 1_000_000_000)
    append(".")
    var digit: UInt64 = 100_000
    while digit > 0 {
      append(byte: 0x30 &+ UInt8(truncatingIfNeeded: time / 1000 / digit % 10))
      digit /= 10
    }
  }

  /// The name of a VM or a pool.
  mutating func append(machine index: Int, _ inventory: inout Inventory) {
    var offset = 0
    while let byte = inventory.byte(ofMachine: index, at: offset) {
      append(byte: byte)
      offset &+= 1
    }
  }

  /// Of what need not be about a VM: then a hyphen.
  mutating func append(anyMachine index: Int, _ inventory: inout Inventory) {
    guard index < inventory.limits.machines else { return append("-") }
    append(machine: index, &inventory)
  }

  mutating func append(pool index: Int, _ inventory: inout Inventory) {
    guard index < inventory.limits.pools else { return append("-") }
    var offset = 0
    while let byte = inventory.byte(ofPool: index, at: offset) {
      append(byte: byte)
      offset &+= 1
    }
  }

  mutating func append(name: ControlName) {
    var offset = 0
    while let byte = name.byte(at: offset) {
      append(byte: byte)
      offset &+= 1
    }
  }

  // JSON. Words and names are printable; of those two characters need more.

  /// The next member's name, behind what there is already.
  mutating func append(key: StaticString) {
    if count > 0, lastByte != 0x7B { append(",") }
    append("\"")
    append(key)
    append("\":")
  }

  mutating func append(key: StaticString, _ value: UInt64) {
    append(key: key)
    append(decimal: value)
  }

  mutating func append(key: StaticString, hexadecimal value: UInt64) {
    append(key: key)
    append("\"", hexadecimal: value)
    append("\"")
  }

  mutating func append(key: StaticString, text: RawSpan) {
    append(key: key)
    append("\"")
    var index = 0
    while let byte = text.byte(at: index) {
      if byte == 0x22 || byte == 0x5C { append("\\") }
      append(byte: byte)
      index &+= 1
    }
    append("\"")
  }

  mutating func append(key: StaticString, _ name: ControlName) {
    var text = TextBuffer<32>()
    text.append(name: name)
    text.withText { append(key: key, text: $0.raw) }
  }

  /// A byte of any text, within quotes: what is not printable goes by its number.
  mutating func append(escaped byte: UInt8) {
    if byte == 0x22 || byte == 0x5C { append("\\") }
    guard byte < 0x20 || byte > 0x7E else { return append(byte: byte) }
    append("\\u00")
    append(digit: byte &>> 4)
    append(digit: byte & 0xF)
  }

  private mutating func append(digit: UInt8) {
    append(byte: digit < 10 ? 0x30 &+ digit : 0x57 &+ digit)
  }

  mutating func append(key: StaticString, machine index: Int, _ inventory: inout Inventory) {
    var name = TextBuffer<32>()
    name.append(machine: index, &inventory)
    name.withText { append(key: key, text: $0.raw) }
  }

  mutating func append(key: StaticString, anyMachine index: Int, _ inventory: inout Inventory) {
    guard index < inventory.limits.machines else {
      append(key: key)
      return append("null")
    }
    append(key: key, machine: index, &inventory)
  }

  mutating func append(key: StaticString, pool index: Int, _ inventory: inout Inventory) {
    guard index < inventory.limits.pools else {
      append(key: key)
      return append("null")
    }
    var name = TextBuffer<32>()
    name.append(pool: index, &inventory)
    name.withText { append(key: key, text: $0.raw) }
  }

  private var lastByte: UInt8 {
    mutating get { withText { $0[$0.count &- 1] } }
  }
}
