#if MARTLET_SERVICE
  /// Hashes a bundle again and again, a piece at a time, and holds it against what it was at boot: the digest of its part table
  /// was kept elsewhere, and the table has those of all parts.
  public struct BundleCheck: ~Copyable {
    public enum Outcome: Equatable, Sendable {
      case goesOn
      /// All of it is what it was.
      case isRight
      /// The part of this number is not; `table` for the table. The next step begins anew.
      case isDamaged(UInt64)
    }

    /// Bytes hashed at once, and as which part the header and the table count.
    public static var piece: Int { 4 << 10 }
    public static var table: UInt64 { 0xFFFF }

    private let digest: SHA256Digest
    private var verification = BundleVerification()

    /// Of a bundle that was verified; nil for what is none.
    public init?(_ bytes: RawSpan) {
      guard let digest = SHA256Digest(bytes, at: BundleFormat.tableDigestOffset) else { return nil }
      self.digest = digest
    }

    /// How many steps it takes at most.
    public static func stepCount(_ bundle: borrowing Bundle) -> UInt64 {
      UInt64(truncatingIfNeeded: bundle.byteCount / piece &+ bundle.partCount)
    }

    /// The next piece. The bytes are those of the whole bundle; O(piece and table).
    public mutating func step(_ bytes: RawSpan, mixing mix: SHA256.Mixer = SHA256.portable)
      -> Outcome
    {
      guard SHA256Digest(bytes, at: BundleFormat.tableDigestOffset) == digest else {
        return damaged(Self.table)
      }
      do throws(BundleError) {
        let bundle = try Bundle(bytes, mixing: mix)
        guard try verification.verify(bundle, atMost: Self.piece, mixing: mix) else {
          return .goesOn
        }
        verification = BundleVerification()
        return .isRight
      } catch {
        let number = UInt64(truncatingIfNeeded: verification.part)
        return damaged(error == .damagedPart ? number : Self.table)
      }
    }

    private mutating func damaged(_ number: UInt64) -> Outcome {
      verification = BundleVerification()
      return .isDamaged(number)
    }
  }
#endif
