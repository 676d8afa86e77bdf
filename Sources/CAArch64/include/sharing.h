// Accessors for the image that shares cores. Included by CAArch64.h, whose macros it uses.
#pragma once

MARTLET_INLINE void martlet_tlbi_vmalle1(void) {
  __asm__ volatile("tlbi vmalle1\n\tdsb nsh" : : : "memory");
}
MARTLET_INLINE void martlet_dmb_ish(void) { __asm__ volatile("dmb ish" : : : "memory"); }
MARTLET_READ(oslsr_el1, "OSLSR_EL1")
MARTLET_READ(dbgclaimclr_el1, "DBGCLAIMCLR_EL1")
MARTLET_WRITE(dbgclaimset_el1, "DBGCLAIMSET_EL1")
MARTLET_READ(isr_el1, "ISR_EL1")

// What a guest has of the core, to memory and back (switch.S).
#define MARTLET_GROUP(name)                \
  void martlet_save_##name(uint64_t place); \
  void martlet_load_##name(uint64_t place);
MARTLET_GROUP(system)
MARTLET_GROUP(exit)
MARTLET_GROUP(six_bit_priorities)
MARTLET_GROUP(seven_bit_priorities)
MARTLET_GROUP(keys)
MARTLET_GROUP(aarch32)
MARTLET_GROUP(errors)
MARTLET_GROUP(vectors)
void martlet_save_debug(uint64_t place, uint64_t breakpoints, uint64_t watchpoints);
void martlet_load_debug(uint64_t place, uint64_t breakpoints, uint64_t watchpoints);
