// Structures that assembly and Swift share. Swift embeds each as the first member of its own, so that a pointer to
// one is a pointer to the other; assembly knows the offsets below, which layout.c checks.
#pragma once

#define MARTLET_FRAME_STACK 248
#define MARTLET_FRAME_KEY 256

#define MARTLET_ANCHOR_STACK 0
#define MARTLET_ANCHOR_EMERGENCY 8
#define MARTLET_ANCHOR_IN_FAULT 16
#define MARTLET_ANCHOR_FAULT_SP 24
#define MARTLET_ANCHOR_FAULT_X 32

#define MARTLET_BOOT_ROOT 0
#define MARTLET_BOOT_CONTROL 8
#define MARTLET_BOOT_SYSTEM 16
#define MARTLET_BOOT_KEY 24

// Where a vector branches over the change of keys.
#define MARTLET_KEY_CHANGE 80

#ifndef __ASSEMBLER__
#include <stdint.h>

// A guest's general registers. SP_EL2 points here while the guest runs.
struct martlet_frame {
  uint64_t x[31];
  // Top of the stack of the core that runs the guest now.
  uint64_t stack_top;
  // APIAKeyLo_EL1 and APIAKeyHi_EL1 of the guest, on cores with pointer authentication.
  uint64_t key[2];
};

// What EL2 needs to find first on a core. TPIDR_EL2 points here.
struct martlet_anchor {
  uint64_t stack_top;
  uint64_t emergency_stack_top;
  // Not zero while a fault of EL2 itself is being handled.
  uint64_t in_fault;
  // SP and X0…X30 at that fault.
  uint64_t fault_sp;
  uint64_t fault_x[31];
};

// What a core needs to turn on its MMU; written once by the boot core with the MMU off, so that others read it so too.
struct martlet_boot_parameters {
  uint64_t root;     // TTBR0_EL2
  uint64_t control;  // TCR_EL2
  uint64_t system;   // SCTLR_EL2
  uint64_t key[2];   // the hypervisor's key for return addresses
  uint64_t frames;   // the first of martlet_boot_frames that holds no table
};
void martlet_set_boot_parameters(uint64_t root, uint64_t control, uint64_t system, uint64_t frames);
uint64_t martlet_boot_root(void);
uint64_t martlet_boot_next_frame(void);
#endif
