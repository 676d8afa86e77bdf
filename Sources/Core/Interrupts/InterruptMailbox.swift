public import Synchronization

/// The only part of a vCPU's interrupt state that other cores touch. Posting never waits; the core
/// that runs the vCPU collects it when it next leaves the guest, so whoever posts also kicks that
/// core (or wakes it) unless it is the calling core.
///
/// Bits 0–15 hold Group 1 SGIs that arrived, bits 16–31 Group 0 SGIs, bit 32 says that the
/// distributor's state changed for this vCPU.
public struct InterruptMailbox: ~Copyable {
  @usableFromInline let mail: Atomic<UInt64>

  /// The bit by which the distributor asks a vCPU to look at it.
  public static var distributorChanged: UInt64 { 1 << 32 }

  public init() { mail = Atomic(0) }

  /// One plain load; run on every exit.
  @inlinable
  public var hasMail: Bool { mail.load(ordering: .relaxed) != 0 }

  /// Any core: SGIs in the mailbox's form, see `SoftwareInterrupt.mail`, or `distributorChanged`.
  @inlinable
  public borrowing func post(_ content: UInt64) {
    _ = mail.bitwiseOr(content, ordering: .releasing)
  }

  /// The owning core: takes everything out.
  @inlinable
  public borrowing func collect() -> UInt64 { mail.exchange(0, ordering: .acquiring) }

  #if MARTLET_SHARING
    public func has(_ content: UInt64) -> Bool { mail.load(ordering: .acquiring) & content != 0 }

    /// The owning core: takes out `content` and leaves the rest.
    public borrowing func discard(_ content: UInt64) {
      _ = mail.bitwiseAnd(~content, ordering: .acquiring)
    }
  #endif
}
