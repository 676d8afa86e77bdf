// One-instruction accessors for the bare-metal guests, and the few words of memory they share with their
// interrupt handlers. Addresses are integers here, so that Swift code needs no pointer for device registers.
#pragma once
#include <stdint.h>
#include "measure.h"
#include "ring.h"

#define GUEST_INLINE static inline __attribute__((always_inline))

// Memory and device registers. The address form is fixed: a hypervisor must be able to decode the access.
#define GUEST_ACCESS(bits, type, width, suffix)                                                          \
  GUEST_INLINE type guest_read##bits(uint64_t address) {                                                 \
    uint32_t value;                                                                                      \
    __asm__ volatile("ldr" suffix " %w0, [%1]" : "=r"(value) : "r"(address) : "memory");                 \
    return (type)value;                                                                                  \
  }                                                                                                      \
  GUEST_INLINE void guest_write##bits(uint64_t address, type value) {                                    \
    __asm__ volatile("str" suffix " %w0, [%1]" : : "r"((uint32_t)value), "r"(address) : "memory");       \
  }
GUEST_ACCESS(8, uint8_t, "w", "b")
GUEST_ACCESS(16, uint16_t, "w", "h")
GUEST_ACCESS(32, uint32_t, "w", "")
GUEST_INLINE uint64_t guest_read64(uint64_t address) {
  uint64_t value;
  __asm__ volatile("ldr %0, [%1]" : "=r"(value) : "r"(address) : "memory");
  return value;
}
GUEST_INLINE void guest_write64(uint64_t address, uint64_t value) {
  __asm__ volatile("str %0, [%1]" : : "r"(value), "r"(address) : "memory");
}

#define GUEST_REGISTER_READ(name, register)                                                              \
  GUEST_INLINE uint64_t guest_read_##name(void) {                                                        \
    uint64_t value;                                                                                      \
    __asm__ volatile("mrs %0, " register : "=r"(value) : : "memory");                                    \
    return value;                                                                                        \
  }
#define GUEST_REGISTER_WRITE(name, register)                                                             \
  GUEST_INLINE void guest_write_##name(uint64_t value) {                                                 \
    __asm__ volatile("msr " register ", %0" : : "r"(value) : "memory");                                  \
  }
#define GUEST_REGISTER(name, register) GUEST_REGISTER_READ(name, register) GUEST_REGISTER_WRITE(name, register)

GUEST_REGISTER_READ(counter_frequency, "cntfrq_el0")
GUEST_REGISTER_READ(virtual_counter, "cntvct_el0")
GUEST_REGISTER_READ(physical_counter, "cntpct_el0")
GUEST_REGISTER(virtual_timer_control, "cntv_ctl_el0")
GUEST_REGISTER(virtual_timer_compare, "cntv_cval_el0")
GUEST_REGISTER(physical_timer_control, "cntp_ctl_el0")
GUEST_REGISTER(physical_timer_compare, "cntp_cval_el0")
GUEST_REGISTER_READ(affinity, "mpidr_el1")
GUEST_REGISTER_READ(interrupt_masks, "daif")
GUEST_REGISTER(floating_point_access, "cpacr_el1")
GUEST_REGISTER(translation_table, "ttbr0_el1")
GUEST_REGISTER(vector_base, "vbar_el1")
GUEST_REGISTER(system_control, "sctlr_el1")
GUEST_REGISTER(kernel_access, "cntkctl_el1")

// The GIC's CPU interface (GICv3, chapter 12.2).
GUEST_REGISTER(gic_system_registers, "S3_0_C12_C12_5")           // ICC_SRE_EL1
GUEST_REGISTER(gic_control, "S3_0_C12_C12_4")                    // ICC_CTLR_EL1
GUEST_REGISTER(gic_priority_mask, "S3_0_C4_C6_0")                // ICC_PMR_EL1
GUEST_REGISTER_READ(gic_running_priority, "S3_0_C12_C11_3")      // ICC_RPR_EL1
GUEST_REGISTER(gic_group0_enable, "S3_0_C12_C12_6")              // ICC_IGRPEN0_EL1
GUEST_REGISTER(gic_group1_enable, "S3_0_C12_C12_7")              // ICC_IGRPEN1_EL1
GUEST_REGISTER(gic_group0_binary_point, "S3_0_C12_C8_3")         // ICC_BPR0_EL1
GUEST_REGISTER(gic_group1_binary_point, "S3_0_C12_C12_3")        // ICC_BPR1_EL1
GUEST_REGISTER_READ(gic_group0_acknowledge, "S3_0_C12_C8_0")     // ICC_IAR0_EL1
GUEST_REGISTER_READ(gic_group1_acknowledge, "S3_0_C12_C12_0")    // ICC_IAR1_EL1
GUEST_REGISTER_READ(gic_group0_highest_pending, "S3_0_C12_C8_2") // ICC_HPPIR0_EL1
GUEST_REGISTER_READ(gic_group1_highest_pending, "S3_0_C12_C12_2")// ICC_HPPIR1_EL1
GUEST_REGISTER_WRITE(gic_group0_end, "S3_0_C12_C8_1")            // ICC_EOIR0_EL1
GUEST_REGISTER_WRITE(gic_group1_end, "S3_0_C12_C12_1")           // ICC_EOIR1_EL1
GUEST_REGISTER_WRITE(gic_deactivate, "S3_0_C12_C11_1")           // ICC_DIR_EL1
GUEST_REGISTER_WRITE(gic_group1_software_interrupt, "S3_0_C12_C11_5") // ICC_SGI1R_EL1
GUEST_REGISTER_WRITE(gic_group1_alias_software_interrupt, "S3_0_C12_C11_6") // ICC_ASGI1R_EL1
GUEST_REGISTER_WRITE(gic_group0_software_interrupt, "S3_0_C12_C11_7") // ICC_SGI0R_EL1

GUEST_INLINE void guest_instruction_barrier(void) { __asm__ volatile("isb" : : : "memory"); }
GUEST_INLINE void guest_memory_barrier(void) { __asm__ volatile("dsb sy" : : : "memory"); }
GUEST_INLINE void guest_unmask_interrupts(void) { __asm__ volatile("msr daifclr, #3" : : : "memory"); }
GUEST_INLINE void guest_mask_interrupts(void) { __asm__ volatile("msr daifset, #3" : : : "memory"); }
GUEST_INLINE void guest_unmask_errors(void) { __asm__ volatile("msr daifclr, #4" : : : "memory"); }
GUEST_INLINE void guest_wait_for_interrupt(void) { __asm__ volatile("wfi" : : : "memory"); }
GUEST_INLINE void guest_wait_for_event(void) { __asm__ volatile("wfe" : : : "memory"); }
GUEST_INLINE void guest_yield(void) { __asm__ volatile("yield" : : : "memory"); }
GUEST_INLINE void guest_clean_line(uint64_t address) {
  __asm__ volatile("dc cvau, %0\n dsb ish\n ic ivau, %0\n dsb ish\n isb" : : "r"(address) : "memory");
}
GUEST_INLINE void guest_invalidate_translations(void) {
  __asm__ volatile("dsb ish\n tlbi vmalle1is\n dsb ish\n isb" : : : "memory");
}

// What a call by HVC or SMC returned (SMC Calling Convention).
struct guest_call_result { uint64_t x0, x1, x2, x3; };
struct guest_call_result guest_hvc(uint64_t function, uint64_t a, uint64_t b, uint64_t c);
struct guest_call_result guest_smc(uint64_t function, uint64_t a, uint64_t b, uint64_t c);

// Calls `entry(a, b, c, d)`, whatever is there. 0 when it returned, else the vector it ended in.
uint64_t guest_probe(uint64_t entry, uint64_t a, uint64_t b, uint64_t c, uint64_t d);
uint64_t guest_record(void);  // this CPU's record.h

// Addresses of things in the image.
#define GUEST_ADDRESS(name)                                                                              \
  extern char name[];                                                                                    \
  GUEST_INLINE uint64_t guest_address_of_##name(void) { return (uint64_t)name; }
GUEST_ADDRESS(guest_secondary_start)
GUEST_ADDRESS(guest_vectors)
GUEST_ADDRESS(__tables)
GUEST_ADDRESS(__image_end)

// Zeroed memory: 128 words for GuestSupport, and 128 KiB for the guest itself.
extern uint64_t guest_support_words[128];
extern uint64_t guest_words[16384];
GUEST_ADDRESS(guest_code)                    // 4 KiB for instructions written at run time
GUEST_INLINE uint64_t guest_support_memory(void) { return (uint64_t)guest_support_words; }
GUEST_INLINE uint64_t guest_memory(void) { return (uint64_t)guest_words; }

// Probe bodies: x0 is the address (and the first result), x1 the value to store.
#define GUEST_BODY(name) GUEST_ADDRESS(guest_body_##name)
GUEST_BODY(read8) GUEST_BODY(read16) GUEST_BODY(read32) GUEST_BODY(read64)
GUEST_BODY(write8) GUEST_BODY(write16) GUEST_BODY(write32) GUEST_BODY(write64)
GUEST_BODY(hvc) GUEST_BODY(smc)
GUEST_BODY(fill_vectors) GUEST_BODY(check_vectors) GUEST_BODY(wait_general)
GUEST_BODY(pair_read) GUEST_BODY(pair_write) GUEST_BODY(word_pair_read)
GUEST_BODY(nontemporal_write) GUEST_BODY(vector_read) GUEST_BODY(vector_write)
GUEST_BODY(vectors_read) GUEST_BODY(vectors_write) GUEST_BODY(exclusive_read)
GUEST_BODY(exclusive_write) GUEST_BODY(acquire) GUEST_BODY(release) GUEST_BODY(post_indexed)
GUEST_BODY(pre_indexed) GUEST_BODY(signed_byte) GUEST_BODY(signed_word) GUEST_BODY(discarded)
GUEST_BODY(zero_written) GUEST_BODY(unprivileged_read) GUEST_BODY(unprivileged_write)
GUEST_BODY(atomic_add) GUEST_BODY(atomic_swap) GUEST_BODY(compare_and_swap)
GUEST_BODY(compare_and_swap_pair) GUEST_BODY(zero_block) GUEST_BODY(clean_invalidate)
GUEST_BODY(invalidate) GUEST_BODY(clean) GUEST_BODY(instruction_invalidate) GUEST_BODY(translate)
GUEST_BODY(prefetch) GUEST_BODY(return_to) GUEST_BODY(use_stack) GUEST_BODY(with_debug)
GUEST_BODY(fall) GUEST_BODY(debug_target)
