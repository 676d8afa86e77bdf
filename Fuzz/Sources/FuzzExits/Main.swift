internal import Core
internal import FuzzSupport

/// Any syndrome, any interrupted state, any value of a core's register: no trap, and what comes out stays within
/// what the image relies on.
@c(LLVMFuzzerTestOneInput)
public func fuzzExits(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  var input = unsafe FuzzInput(start, count)
  while !input.isEmpty {
    let syndrome = ExceptionSyndrome(input.longWord())
    switch Exit(syndrome) {
    case .dataAbort(let abort): check(abort, &input)
    case .systemRegister(let access): check(access, &input)
    case .instructionAbort(let abort):
      require(abort.syndrome == syndrome, "another syndrome")
    case .unexpected(let exceptionClass):
      require(UInt64(exceptionClass) == syndrome.exceptionClass, "another exception class")
    case .hypercall, .secureMonitorCall, .waitForInterruptOrEvent, .undefined: break
    }
    check(
      InterruptedState(processorState: input.longWord(), systemControl: input.longWord()), &input)
  }
  return 0
}

private func check(_ abort: DataAbort, _ input: inout FuzzInput) {
  require((0...31).contains(abort.register), "a general register that is not there")
  require([1, 2, 4, 8].contains(abort.size), "a size that no access has")
  let value = input.longWord()
  let loaded = abort.extended(value)
  let bits = UInt64(abort.size * 8)
  let mask: UInt64 = bits == 64 ? .max : (1 << bits) - 1
  let register: UInt64 = abort.isWide || !abort.isSignExtended ? .max : 0xFFFF_FFFF
  require(loaded & mask == value & mask & register, "the bytes that were loaded are lost")
  let above = loaded & ~mask
  let isNegative = value >> (bits - 1) & 1 == 1 && abort.isSignExtended
  let expected: UInt64 = isNegative ? (abort.isWide ? .max : 0xFFFF_FFFF) & ~mask : 0
  require(above == (abort.isSignExtended && bits == 64 ? 0 : expected), "extended wrongly")
}

private func check(_ access: SystemRegisterAccess, _ input: inout FuzzInput) {
  let name = access.name
  require((0...31).contains(access.register), "a general register that is not there")
  require(
    SystemRegisterName(name.op0, name.op1, name.n, name.m, name.op2) == name, "another register")
  _ = SystemRegister.treatment(of: name)
  guard let index = IdentificationRegisters.index(of: name) else { return }
  require((0..<56).contains(index), "beyond the group")
  let identification = IdentificationRegisters(physicalRange: UInt64(input.byte() % 6))
  let hardware = input.longWord()
  let seen = identification.value(index, hardware: hardware)
  for field in stride(from: 0, to: 64, by: 4) as StrideTo<UInt64> {
    let (own, shown) = (hardware >> field & 0xF, seen >> field & 0xF)
    // Nothing is shown that the core has not, but for EL2 itself.
    require(shown <= own || (index == 24 && field == 8 && shown == 1), "a feature made up")
  }
}

private func check(_ interrupted: InterruptedState, _ input: inout FuzzInput) {
  let flags = input.byte()
  let exception: GuestException
  switch flags & 3 {
  case 0: exception = .undefined(interrupted: interrupted)
  case 1:
    exception = .instructionAbort(
      at: input.longWord(), isTableWalk: flags & 4 != 0, interrupted: interrupted)
  default:
    exception = .dataAbort(
      at: input.longWord(), isWrite: flags & 8 != 0, isTableWalk: flags & 4 != 0,
      interrupted: interrupted)
  }
  require(exception.vectorOffset & ~0x600 == 0, "not a synchronous vector")
  require(exception.handlerState & 0x1F == 0x5, "a handler that is not at EL1 on its own stack")
  require(exception.handlerState & 0x3C0 == 0x3C0, "a handler that can be interrupted")
  require(exception.syndrome >> 32 == 0, "a syndrome of more than 32 bits")
}
