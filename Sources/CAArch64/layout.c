#include "layout.h"

#include <stddef.h>

#define SAME(structure, member, offset) \
  _Static_assert(offsetof(struct structure, member) == offset, "layout.h is not true")

SAME(martlet_frame, stack_top, MARTLET_FRAME_STACK);
SAME(martlet_frame, key, MARTLET_FRAME_KEY);
SAME(martlet_anchor, stack_top, MARTLET_ANCHOR_STACK);
SAME(martlet_anchor, emergency_stack_top, MARTLET_ANCHOR_EMERGENCY);
SAME(martlet_anchor, in_fault, MARTLET_ANCHOR_IN_FAULT);
SAME(martlet_anchor, fault_sp, MARTLET_ANCHOR_FAULT_SP);
SAME(martlet_anchor, fault_x, MARTLET_ANCHOR_FAULT_X);
SAME(martlet_boot_parameters, root, MARTLET_BOOT_ROOT);
SAME(martlet_boot_parameters, control, MARTLET_BOOT_CONTROL);
SAME(martlet_boot_parameters, system, MARTLET_BOOT_SYSTEM);
SAME(martlet_boot_parameters, key, MARTLET_BOOT_KEY);

// At the start of a page, so that the vectors find the key in it with one instruction less.
__attribute__((aligned(4096))) struct martlet_boot_parameters martlet_boot_parameters;

void martlet_set_boot_parameters(uint64_t root, uint64_t control, uint64_t system, uint64_t frames) {
  martlet_boot_parameters.root = root;
  martlet_boot_parameters.control = control;
  martlet_boot_parameters.system = system;
  martlet_boot_parameters.frames = frames;
}

uint64_t martlet_boot_root(void) { return martlet_boot_parameters.root; }

uint64_t martlet_boot_next_frame(void) { return martlet_boot_parameters.frames; }
