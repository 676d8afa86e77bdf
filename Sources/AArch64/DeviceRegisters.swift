internal import CAArch64
public import Core

/// The registers of a device, by offset from where it is mapped.
public struct DeviceRegisters: RegisterWindow, Sendable {
  public let base: UInt64

  public init(base: UInt64) { self.base = base }

  @inline(__always)
  public func load(_ offset: UInt64) -> UInt32 { martlet_load32(base &+ offset) }

  @inline(__always)
  public func store(_ offset: UInt64, _ value: UInt32) { martlet_store32(base &+ offset, value) }
}
