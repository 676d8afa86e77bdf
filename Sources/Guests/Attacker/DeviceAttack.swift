internal import CGuestSupport
internal import GuestSupport

/// Every form of access at emulated devices, most of which no syndrome describes.
enum DeviceAttack {
  static func run() {
    let before = Attack.tests.value
    let faults = Attack.faults.value
    var device = 0
    while device < 6 {
      // Registers that are reserved, or where a write does no harm.
      let address: UInt64 =
        switch device {
        case 0: Platform.uart &+ 0x80
        case 1: Platform.distributor &+ 0x1000
        case 2: Platform.redistributors &+ 0x100
        case 3: 0x0901_0100
        case 4: 0x0a00_0100
        default: Platform.redistributors &+ 0x1_0100
        }
      forms(at: address)
      forms(at: address &+ 1)
      forms(at: address &+ 0xffe)
      device &+= 1
    }
    say("attacker: devices tried=").decimal(Attack.tests.value &- before).text(" faults=")
      .decimal(Attack.faults.value &- faults).end()
  }

  private static func forms(at address: UInt64) {
    Attack.probe(guest_address_of_guest_body_read8(), address)
    Attack.probe(guest_address_of_guest_body_read16(), address)
    Attack.probe(guest_address_of_guest_body_read32(), address)
    Attack.probe(guest_address_of_guest_body_read64(), address)
    Attack.probe(guest_address_of_guest_body_write8(), address, 0)
    Attack.probe(guest_address_of_guest_body_write16(), address, 0)
    Attack.probe(guest_address_of_guest_body_write32(), address, 0)
    Attack.probe(guest_address_of_guest_body_write64(), address, 0)
    Attack.probe(guest_address_of_guest_body_pair_read(), address)
    Attack.probe(guest_address_of_guest_body_pair_write(), address)
    Attack.probe(guest_address_of_guest_body_word_pair_read(), address)
    Attack.probe(guest_address_of_guest_body_nontemporal_write(), address)
    Attack.probe(guest_address_of_guest_body_vector_read(), address)
    Attack.probe(guest_address_of_guest_body_vector_write(), address)
    Attack.probe(guest_address_of_guest_body_vectors_read(), address)
    Attack.probe(guest_address_of_guest_body_vectors_write(), address)
    Attack.probe(guest_address_of_guest_body_exclusive_read(), address)
    Attack.probe(guest_address_of_guest_body_exclusive_write(), address)
    Attack.probe(guest_address_of_guest_body_acquire(), address)
    Attack.probe(guest_address_of_guest_body_release(), address)
    Attack.probe(guest_address_of_guest_body_post_indexed(), address)
    Attack.probe(guest_address_of_guest_body_pre_indexed(), address)
    Attack.probe(guest_address_of_guest_body_signed_byte(), address)
    Attack.probe(guest_address_of_guest_body_signed_word(), address)
    Attack.probe(guest_address_of_guest_body_discarded(), address)
    Attack.probe(guest_address_of_guest_body_zero_written(), address)
    Attack.probe(guest_address_of_guest_body_unprivileged_read(), address)
    Attack.probe(guest_address_of_guest_body_unprivileged_write(), address)
    Attack.probe(guest_address_of_guest_body_atomic_add(), address)
    Attack.probe(guest_address_of_guest_body_atomic_swap(), address)
    Attack.probe(guest_address_of_guest_body_compare_and_swap(), address)
    Attack.probe(guest_address_of_guest_body_compare_and_swap_pair(), address)
    Attack.probe(guest_address_of_guest_body_zero_block(), address)
    Attack.probe(guest_address_of_guest_body_clean_invalidate(), address)
    Attack.probe(guest_address_of_guest_body_invalidate(), address)
    Attack.probe(guest_address_of_guest_body_clean(), address)
    Attack.probe(guest_address_of_guest_body_instruction_invalidate(), address)
    Attack.probe(guest_address_of_guest_body_translate(), address)
    Attack.probe(guest_address_of_guest_body_prefetch(), address)
  }
}
