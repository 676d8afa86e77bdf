internal import CAArch64

/// The general registers of a guest that has left for EL2, by number; 31 is the zero register.
struct GuestRegisters {
  private let frame: UInt64

  @inline(__always)
  init(_ virtualCPU: Reference<VirtualCPU>) { frame = virtualCPU.address }

  @inline(__always)
  subscript(index: Int) -> UInt64 {
    get {
      index == 31
        ? 0 : martlet_load64(frame &+ UInt64(truncatingIfNeeded: index & 31) &* 8)
    }
    nonmutating set {
      if index != 31 {
        martlet_store64(frame &+ UInt64(truncatingIfNeeded: index & 31) &* 8, newValue)
      }
    }
  }
}
