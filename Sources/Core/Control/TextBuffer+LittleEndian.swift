#if MARTLET_SERVICE
  extension TextBuffer {
    /// Adds a number, its lowest byte first.
    public mutating func append(littleEndian value: UInt32) {
      var rest = value
      for _ in 0..<4 {
        append(byte: UInt8(truncatingIfNeeded: rest))
        rest &>>= 8
      }
    }

    /// Adds a number, its lowest byte first.
    public mutating func append(littleEndian value: UInt64) {
      append(littleEndian: UInt32(truncatingIfNeeded: value))
      append(littleEndian: UInt32(truncatingIfNeeded: value &>> 32))
    }
  }
#endif
