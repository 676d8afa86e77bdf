internal import Core
internal import FuzzSupport

private let machines = 3
private let pools = 2
private let cores = 4

/// VMs that allow what the input says.
private struct Machines: ManagedMachines {
  let rights: [ManagementRights]
  let pools: [Int?]

  var limits: ManagementLimits { ManagementLimits(machines: machines, pools: 2, cores: cores) }
  func rights(ofMachine index: Int) -> ManagementRights { rights[index] }
  func pool(ofMachine index: Int) -> Int? { pools[index] }
  func pool(ofCore index: Int) -> Int? { index < 2 ? index : nil }
  func isShared(pool index: Int) -> Bool { index == 0 }
}

/// Any message to and from the control device: no trap. A request that is understood is within the limits and is exactly what it
/// would be written as; so is a record, as far as it is known. A VM that allows nothing is touched by nothing.
@c(LLVMFuzzerTestOneInput)
public func fuzzControl(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  var input = unsafe FuzzInput(start, count)
  let managed = Machines(
    rights: (0..<machines).map { _ in
      let byte = UInt16(input.byte())
      return ManagementRights(rawValue: byte | (byte & 1) << 8)
    },
    pools: (0..<machines).map { _ in input.byte() & 1 == 0 ? Int(input.byte() % 2) : nil })
  var registers = ControlRegisters()
  while !input.isEmpty {
    let choice = input.byte()
    switch choice % 4 {
    case 0:
      let bells = registers.write(UInt64(input.byte()), size: input.size(), input.word())
      require(bells & ~3 == 0, "a ring that is none")
      registers.notify(input.word())
      require(registers.pending & ~3 == 0 && registers.enabled & ~3 == 0, "bits that are none")
    case 1: request(message(&input), managed)
    // Mostly of the right length, and an operation that there is.
    case 2:
      var bytes = message(&input, of: ControlRequest.size)
      bytes[0] &= 0x0F
      bytes[1] = choice & 4 != 0 ? 0 : 1
      if choice & 0x14 == 0x10 { bytes[0] = 0x20 | bytes[0] & 3 }
      bytes[2] = 0
      bytes[3] = 0
      for place in 9..<32 where place != 16 && choice & 8 != 0 { bytes[place] = 0 }
      request(bytes, managed)
    default:
      let bytes = message(&input)
      if let answer = ControlAnswer(bytes.span.raw) {
        require(written { answer.write(to: &$0) } == Array(bytes.prefix(16)), "another answer")
      }
      same(DescriptionRecord.self, bytes)
      same(MachineRecord.self, bytes)
      same(VirtualCPURecord.self, bytes)
      same(PoolRecord.self, bytes)
      same(LoadRecord.self, bytes)
      same(EventRecord.self, bytes)
      same(HealthRecord.self, bytes)
      same(ResourcesRecord.self, bytes)
      same(ConsoleRecord.self, bytes)
      same(ChannelRecord.self, bytes)
    }
  }
  return 0
}

private func message(_ input: inout FuzzInput, of length: Int? = nil) -> [UInt8] {
  (0..<(length ?? Int(input.byte()))).map { _ in input.byte() }
}

private func written(_ write: (inout ControlMessage) -> Void) -> [UInt8] {
  var message = ControlMessage()
  write(&message)
  return message.withText { text in text.indices.map { text[$0] } }
}

/// What is written again is read as the same: what is not known is left out, and nothing else.
private func same<Record: ControlRecord>(_ type: Record.Type, _ bytes: [UInt8]) {
  guard let record = Record(bytes.span.raw) else { return }
  let again = written { record.write(to: &$0) }
  guard let other = Record(again.span.raw) else { fatalError("a record that cannot be read back") }
  require(written { other.write(to: &$0) } == again, "another record")
}

private func request(_ bytes: [UInt8], _ managed: Machines) {
  let frame = ControlRequest(bytes.span.raw)
  guard let call = try? ControlCall(bytes.span.raw, in: managed.limits) else { return }
  require(written { call.write(tag: frame.tag, to: &$0) } == bytes, "another request")
  let isAllowed = call.permission(by: managed) == .done
  switch call {
  case .beginPackage(let size):
    require(size <= ControlDevice.largestPackage, "a package that is too large")
  case .putPackage(let offset, let count):
    require(
      offset < ControlDevice.largestPackage && count > 0
        && count <= UInt64(ControlDevice.stagingSize),
      "a piece that is not behind the rings")
  case .readConsole(let machine, _):
    require(machine < machines, "a console that is none")
    require(!isAllowed || managed.rights[machine].contains(.console), "read against its will")
  case .writeConsole(let machine, let keys):
    require(machine < machines && keys.count > 0 && keys.count <= 16, "keys that are none")
    require(!isAllowed || managed.rights[machine].contains(.console), "typed against its will")
  default: break
  }
  guard case .management(let call) = call else { return }
  switch call {
  case .listMachines, .listVirtualCPUs, .listPools, .showLoad, .listEvents:
    require(isAllowed, "a list that is refused")
  case .start(let machine), .stop(let machine), .restart(let machine), .pause(let machine),
    .resume(let machine), .destroy(let machine), .switchOver(let machine), .setWeight(let machine, _),
    .setPriority(let machine, _), .setBudget(let machine, _, _):
    require(machine < machines, "a VM that is none")
    require(!isAllowed || managed.rights[machine].rawValue != 0, "a VM that allows nothing")
  case .moveMachine(let machine, let pool):
    require(machine < machines && pool < pools, "a VM or pool that is none")
    require(!isAllowed || managed.rights[machine].contains(.move), "moved against its will")
  case .moveCore(let core, let pool):
    require(core < cores && pool < pools, "a core or pool that is none")
  }
}
