internal import AArch64
internal import CAArch64
internal import Core

// The boot flash window of a VM that starts from flash: bank 0 is the firmware's image in the bundle, mapped for
// reading and execution and never written; bank 1 keeps the firmware's variables in memory of the hypervisor, mapped
// for reading while it is in array mode. Variables outlive a restart of the VM and not the machine.

/// The cells of a bank.
struct FlashCells: FlashStorage {
  /// Where they are, physical, and for EL2 at the same address.
  let base: UInt64
  let size: UInt64
  let isWritable: Bool

  func read(_ offset: UInt64) -> UInt32 { martlet_load32(base &+ offset) }

  mutating func program(_ offset: UInt64, _ value: UInt32) {
    martlet_store32(base &+ offset, martlet_load32(base &+ offset) & value)
    // Guests may read the cells past the caches.
    martlet_dc_civac(base &+ offset)
  }

  mutating func erase(_ offset: UInt64, length: UInt64) {
    var address = base &+ offset
    let end = address &+ length
    while address < end {
      martlet_store32(address, .max)
      address &+= 4
    }
    GuestCaches.clean(base &+ offset, length)
  }

  /// Where bank 1 is for the guest.
  static let guestAddress: UInt64 = 0x0400_0000
  /// Four blocks: EDK2's variables, their spare copy and its working block take three.
  static let variableSize: UInt64 = 4 * FlashGeometry.blockSize
}

extension Reference<VirtualCPU> {
  /// The guest-physical address of a data abort. HPFAR_EL2 has it but for permission faults, where the guest's own
  /// translation must be asked. Nil when that fails: the guest changed it meanwhile.
  func faultAddress(_ abort: DataAbort) -> UInt64? {
    let address = martlet_read_far_el2()
    guard abort.isPermissionFault else {
      return (martlet_read_hpfar_el2() & 0xFFF_FFFF_FFF0) &<< 8 | address & 0xFFF
    }
    let kept = martlet_read_par_el1()
    let found = martlet_at_s1e1r(address)
    martlet_write_par_el1(kept)
    return found & 1 == 0 ? found & 0x0000_FFFF_FFFF_F000 | address & 0xFFF : nil
  }

  /// A load or store of bank 1, or a store to bank 0, which is read-only and ignores it.
  func accessFlash(_ access: InterruptRegisterAccess, isVariables: Bool) -> UInt64 {
    let machine = record.machine
    guard isVariables else { return access.isWrite ? 0 : 0xFFFF_FFFF }
    machine.record.deviceLock.lock(core: record.core.record.index)
    var value: UInt64 = 0
    if access.isWrite {
      let mapping = machine.record.variables.write(
        offset: UInt64(access.offset), size: Int(access.size),
        value: UInt32(truncatingIfNeeded: access.value))
      machine.applyFlash(mapping)
    } else {
      value = UInt64(
        machine.record.variables.read(offset: UInt64(access.offset), size: Int(access.size)))
    }
    machine.record.deviceLock.unlock()
    return value
  }
}

extension Reference<VirtualMachine> {
  /// Under the device lock, on a core that has the VM's stage 2 loaded.
  func applyFlash(_ mapping: FlashMapping) {
    guard mapping != .unchanged, record.variables.storage.size > 0 else { return }
    let hypervisor = record.hypervisor
    let size = record.variables.storage.size
    // Tables for the window exist since boot, so neither can run out of frames.
    do throws(TranslationTableError) {
      try record.translation.unmap(
        FlashCells.guestAddress, size: size, in: &hypervisor.record.frames)
      martlet_dsb_ishst()
      martlet_tlbi_vmalls12e1is()
      martlet_dsb_ish()
      if mapping == .mapArray {
        try record.translation.map(
          FlashCells.guestAddress, to: PhysicalAddress(record.variables.storage.base), size: size,
          attributes: .guestFlash, in: &hypervisor.record.frames)
        martlet_dsb_ishst()
      }
    } catch {
      leave(.guestFault)
    }
  }
}
