// The image has no heap: its few long-lived records lie in frames of the pool, and cores find them by address. This
// is the one place that turns such an address into a Swift value.

/// A record of the hypervisor that lives as long as the machine runs.
///
/// Several cores may hold a reference to one record. Which fields a core may touch is said on the record's type:
/// a core's own, guarded by a lock, atomic, or constant after boot.
@safe
struct Reference<Record: ~Copyable>: @unchecked Sendable {
  private let pointer: UnsafeMutablePointer<Record>

  /// The record at `address`, which was made by `create` or is the frame of a running virtual core.
  @inline(__always)
  init(address: UInt64) {
    // Safety: addresses of records come from `create`, from TPIDR_EL2 and from SP_EL2 at an exit, both of which the
    // hypervisor set to such an address; none is zero.
    // (Nothing is mapped at zero.)
    unsafe pointer =
      UnsafeMutablePointer(bitPattern: UInt(truncatingIfNeeded: address)).unsafelyUnwrapped
  }

  /// Puts `record` at `address`: memory that nothing else uses, aligned and large enough.
  static func create(at address: UInt64, _ record: consuming Record) -> Reference {
    let reference = Reference(address: address)
    // Safety: the caller owns the memory, which comes from the frame pool and is handed out once.
    unsafe reference.pointer.initialize(to: record)
    return reference
  }

  /// Bytes that `create` needs.
  static var size: UInt64 { UInt64(truncatingIfNeeded: MemoryLayout<Record>.size) }

  @inline(__always)
  var address: UInt64 {
    // Safety: only the number is used.
    unsafe UInt64(UInt(bitPattern: pointer))
  }

  @inline(__always)
  var record: Record {
    // Safety: the record was initialised when the reference was made and is never deinitialised.
    unsafeAddress { unsafe UnsafePointer(pointer) }
    nonmutating unsafeMutableAddress { unsafe pointer }
  }
}
