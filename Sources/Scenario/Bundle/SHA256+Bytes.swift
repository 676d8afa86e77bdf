public import Core

extension SHA256Digest {
  /// The digest of the bytes.
  public init(hashing bytes: [UInt8]) {
    self = SHA256.digest(of: bytes.span.raw)
  }

  /// The digest's 32 bytes.
  public var bytes: [UInt8] { (0..<32).map { byte(at: $0) } }

  /// The digest as 64 hexadecimal digits.
  public var text: String {
    bytes.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
  }
}
