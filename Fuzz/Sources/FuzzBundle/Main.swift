internal import Core
internal import FuzzSupport
internal import Scheduling

/// Any bytes as a bundle, and any bytes as the configuration of a bundle that is right otherwise:
/// without the second, the digests would keep the configuration's reader out of reach.
@c(LLVMFuzzerTestOneInput)
public func fuzzBundle(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  // Safety: libFuzzer passes `count` readable bytes at `start`; they are copied here.
  let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
  read(bytes)
  read(bundle(configuration: bytes))
  return 0
}

private func read(_ bytes: [UInt8]) {
  guard let bundle = try? Bundle(bytes.span.raw) else { return }
  require(bundle.byteCount <= bytes.count, "a bundle longer than its bytes")
  for index in 0..<bundle.partCount {
    guard let part = bundle.part(at: index) else {
      require(false, "a part is missing")
      return
    }
    require(bundle.contents(of: part).byteCount == part.count, "a part is cut")
  }
  let isRight = (try? bundle.verify()) != nil
  require(isRightInPieces(bundle) == isRight, "pieces and the whole disagree")
  guard let configuration = try? Configuration(bundle) else { return }
  var machine = MachineConfiguration()
  try? configuration.decode(into: &machine)
  var virtualMachine = VirtualMachineConfiguration()
  var claims = Claims()
  claims.share(configuration.sharedCores)
  readPools(configuration)
  readPackage(configuration)
  for index in 0..<configuration.virtualMachineCount {
    do {
      try configuration.decode(virtualMachine: index, into: &virtualMachine)
    } catch { continue }
    try? claims.add(&virtualMachine)
    require(!virtualMachine.cores.isEmpty && !virtualMachine.memory.isEmpty, "an empty VM")
    require(
      virtualMachine.cores.count == virtualMachine.affinities.count, "a core without affinity")
    for load in 0..<virtualMachine.loads.count {
      let (part, address) = (virtualMachine.loads[load].part, virtualMachine.loads[load].address)
      let size = UInt64(part.count)
      var isInside = false
      for region in 0..<virtualMachine.memory.count
      where virtualMachine.memory[region].guest.contains(
        AddressRange(start: address, size: size))
      {
        isInside = true
      }
      require(isInside, "a load outside the memory")
    }
  }
}

private func isRightInPieces(_ bundle: Bundle) -> Bool {
  var verification = BundleVerification()
  do {
    while !(try verification.verify(bundle, atMost: 1024)) {}
    return true
  } catch {
    return false
  }
}

/// As the package of a VM: for the machine that it says it is for, with room for as much as there can be.
private func readPackage(_ configuration: Configuration) {
  var reserve = ReserveConfiguration()
  if (try? configuration.decode(into: &reserve)) != nil, reserve.machines > 0 {
    require(
      reserve.machines + configuration.virtualMachineCount <= 16 && reserve.memory.end != nil
        && reserve.virtualCPUs > 0 && reserve.virtualCPUs <= 8, "a reserve that cannot be")
  }
  reserve.memory = AddressRange(start: 1 << 30, size: 1 << 40)
  reserve.virtualCPUs = 2
  var machine = VirtualMachineConfiguration()
  guard
    (try? configuration.decodePackage(
      for: configuration.identity, in: reserve, into: &machine)) != nil
  else { return }
  require(configuration.identity != nil, "a package for no machine")
  require(
    machine.passthrough.isEmpty && machine.passthroughInterrupts.isEmpty && !machine.hasPCI
      && !machine.isService && machine.flashPart == nil && machine.interruptMode == .virtual,
    "a created VM with more than it can have")
  require(
    machine.memory.count == 1 && machine.memory[0].physical == 0
      && machine.memory[0].guest.size <= reserve.memory.size && machine.cores.count <= 2,
    "a created VM that is too large")
}

private func readPools(_ configuration: Configuration) {
  var pool = PoolConfiguration()
  for index in 0..<configuration.poolCount {
    do {
      try configuration.decode(pool: index, into: &pool)
    } catch { continue }
    require(!pool.cores.isEmpty, "a pool without cores")
    var end: UInt64 = 0
    for window in 0..<pool.windows.count {
      let window = pool.windows[window]
      require(window.start >= end && window.length > 0, "windows that overlap")
      end = window.start + window.length
    }
    require(end <= pool.frame, "a window outside the frame")
  }
  var share = ShareConfiguration()
  for index in 0..<configuration.virtualMachineCount {
    do {
      try configuration.decodeShare(virtualMachine: index, into: &share)
    } catch { continue }
    require(share.pool < configuration.poolCount, "a VM without a pool")
    require(share.budget <= share.period, "a budget longer than its period")
    let guarding = share.guarding
    if guarding.period > 0 {
      require(
        guarding.pool < configuration.poolCount && guarding.pool != share.pool,
        "a guard without a pool")
      require(
        guarding.budget <= guarding.deadline && guarding.deadline <= guarding.period
          && guarding.period <= guarding.dwell, "a guard's times do not fit")
      require(
        guarding.misses > 0 && guarding.misses <= guarding.of && guarding.of <= 64,
        "a guard's misses do not fit")
    }
    for cpu in 0..<share.affinities.count {
      require(share.affinities[cpu] & 0xFF != 0, "a virtual core without a core")
    }
  }
}

/// A bundle with this configuration, a device tree, a payload and a flash of one page each.
private func bundle(configuration: [UInt8]) -> [UInt8] {
  let page = [UInt8](repeating: 0x5A, count: 4096)
  let parts: [(kind: UInt64, bytes: [UInt8])] = [
    (1, configuration), (2, page), (3, page), (5, page),
  ]
  var table: [UInt8] = []
  var contents: [UInt8] = []
  for (kind, bytes) in parts {
    let digest = SHA256.digest(of: bytes.span.raw)
    table += little(kind) + little(UInt64(4096 + contents.count)) + little(UInt64(bytes.count))
    table += (0..<32).map { digest.byte(at: $0) } + little(0)
    contents += bytes
    contents += [UInt8](repeating: 0, count: (4096 - contents.count % 4096) % 4096)
  }
  let digest = SHA256.digest(of: table.span.raw)
  var header = little(BundleFormat.magic) + little(1 | UInt64(parts.count) << 32)
  header += little(UInt64(4096 + contents.count)) + little(0)
  header += (0..<32).map { digest.byte(at: $0) } + [UInt8](repeating: 0, count: 32)
  let start = header + table
  return start + [UInt8](repeating: 0, count: 4096 - start.count) + contents
}

private func little(_ value: UInt64) -> [UInt8] {
  (0..<8).map { UInt8(truncatingIfNeeded: value >> UInt64(8 * $0)) }
}
