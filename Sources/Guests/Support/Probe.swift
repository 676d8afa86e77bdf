internal import CGuestSupport

/// What became of a call that was allowed to fail.
public struct Probe {
  /// The vector that ended it (record.h); zero when it returned.
  public let kind: UInt64
  /// x0 as the body returned it; meaningless after a fault.
  public let value: UInt64
  /// `ESR_EL1`, after a fault.
  public let syndrome: UInt64
  /// `FAR_EL1`, after a fault.
  public let address: UInt64

  public var faulted: Bool { kind != 0 }
  /// The exception class, `ESR_EL1.EC`.
  public var exceptionClass: UInt64 { syndrome >> 26 }

  /// Calls `entry(first, second, third, fourth)` and survives whatever exception that causes.
  public static func call(
    _ entry: UInt64, _ first: UInt64 = 0, _ second: UInt64 = 0, _ third: UInt64 = 0,
    _ fourth: UInt64 = 0
  ) -> Probe {
    let kind = guest_probe(entry, first, second, third, fourth)
    let record = guest_record()
    return Probe(
      kind: kind, value: Memory.read64(record &+ 64), syndrome: Memory.read64(record &+ 32),
      address: Memory.read64(record &+ 40))
  }

  public static func read32(_ address: UInt64) -> Probe {
    call(guest_address_of_guest_body_read32(), address)
  }

  public static func write32(_ address: UInt64, _ value: UInt32) -> Probe {
    call(guest_address_of_guest_body_write32(), address, UInt64(value))
  }

  /// One call by HVC, on machines where there may be nobody to answer it.
  public static func hypervisorCall(
    _ function: UInt64, _ first: UInt64 = 0, _ second: UInt64 = 0, _ third: UInt64 = 0
  ) -> Probe {
    call(guest_address_of_guest_body_hvc(), function, first, second, third)
  }

  /// Runs one instruction with x0 = `first` and x1 = `second`; the result is x0.
  public static func instruction(_ word: UInt32, _ first: UInt64 = 0, _ second: UInt64 = 0) -> Probe
  {
    // Each CPU its own page, at the far end of its stack: they do this at the same time, and QEMU, which looks for writes to
    // code by page, may miss one while another CPU runs code of the same page.
    let code = guest_record() &+ 4096
    Memory.write32(code, word)
    Memory.write32(code &+ 4, 0xd65f_03c0)  // ret
    guest_clean_line(code)
    return call(code, first, second)
  }
}

/// The line that a guest ends with when it took an exception that nobody expected.
@c(guest_unexpected_exception)
public func unexpectedException(record: UInt64) {
  say("guest: unexpected exception vector=").decimal(Memory.read64(record &+ 24))
    .text(" esr=").hex(Memory.read64(record &+ 32)).text(" far=").hex(Memory.read64(record &+ 40))
    .text(" elr=").hex(Memory.read64(record &+ 48)).end()
  PowerControl.off()
}
