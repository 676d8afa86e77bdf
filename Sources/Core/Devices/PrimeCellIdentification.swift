/// The eight identification bytes at the end of a PrimeCell's page, by which drivers probe.
struct PrimeCellIdentification {
  /// Arm: `PeriphID0` in the lowest byte, up to `PCellID3` in the highest.
  let bytes: UInt64

  /// PL011 r1p4, as QEMU presents it.
  static let serialPort = PrimeCellIdentification(bytes: 0xB105_F00D_0014_1011)
  /// PL031 r1p0, as QEMU presents it.
  static let realTimeClock = PrimeCellIdentification(bytes: 0xB105_F00D_0014_1031)

  /// The register at `offset`, a multiple of 4; zero outside the identification registers.
  func read(_ offset: UInt64) -> UInt32 {
    guard offset >= PL011Register.identification && offset <= 0xFFC else { return 0 }
    return UInt32(truncatingIfNeeded: bytes &>> ((offset &- 0xFE0) &* 2)) & 0xFF
  }
}
