// Counts executed instructions by address between two places of the program, for each time it comes from one to the
// other. Nothing but QEMU's translator is asked: neither the guest nor a timer takes part in the count.
//
//   -plugin FILE,start=HEX,end=HEX,out=FILE[,passes=NUMBER]
//
// A window opens before the instruction at `start` and closes when that at `end` comes for the first or stated time;
// coming by `start` again begins it anew. Without `start` it opens at the very first instruction. What all cores execute
// counts, and none of them is told apart: where cores take turns in one thread, QEMU names the one that code was translated
// for, not the one that runs it. The file gets a line `window NUMBER TOTAL` for each window that closed and, for the last of
// them, `ADDRESS COUNT`.

#include "ExecutionCounter.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// The few declarations of QEMU's plugin interface that are used here (docs/devel/tcg-plugins). Its header comes with
// QEMU's sources only.
struct qemu_plugin_tb;
struct qemu_plugin_insn;
typedef uint64_t plugin_id;
enum { NO_REGISTERS = 0 };
extern void qemu_plugin_register_vcpu_tb_trans_cb(plugin_id id, void (*callback)(plugin_id, struct qemu_plugin_tb *));
extern void qemu_plugin_register_vcpu_insn_exec_cb(struct qemu_plugin_insn *instruction,
                                                   void (*callback)(unsigned int, void *), int flags, void *data);
extern void qemu_plugin_register_atexit_cb(plugin_id id, void (*callback)(plugin_id, void *), void *data);
extern size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *block);
extern struct qemu_plugin_insn *qemu_plugin_tb_get_insn(const struct qemu_plugin_tb *block, size_t index);
extern uint64_t qemu_plugin_insn_vaddr(const struct qemu_plugin_insn *instruction);

#define EXPORT __attribute__((visibility("default")))

// One address that was translated. Under -icount all cores take turns in one thread: no lock is needed.
struct place {
  uint64_t address;
  uint64_t window;  // in which `count` was counted
  uint64_t count;
  uint64_t closed_count;  // in the last window that closed
  bool used;
};

enum { PLACES = 1 << 20 };  // a power of two, far more than any hypervisor has instructions
static struct place *places;
// Those with a count in the window that is open, and in the last one that closed.
static struct place **counted, **closed;
static size_t counted_length, closed_length;
static uint64_t start_address, end_address, window, total;
static uint64_t passes = 1, passed;
static bool is_open, has_start;
static FILE *output;

static struct place *find(uint64_t address) {
  size_t index = (size_t)((address >> 2) * UINT64_C(0x9e3779b97f4a7c15) >> 44);
  for (size_t i = 0; i < PLACES; i++, index = (index + 1) & (PLACES - 1)) {
    if (!places[index].used) {
      places[index].used = true;
      places[index].address = address;
    }
    if (places[index].address == address) return &places[index];
  }
  return NULL;
}

static void close_window(void) {
  fprintf(output, "window %" PRIu64 " %" PRIu64 "\n", window, total);
  struct place **others = closed;
  closed = counted;
  closed_length = counted_length;
  counted = others;
  for (size_t i = 0; i < closed_length; i++) closed[i]->closed_count = closed[i]->count;
  is_open = false;
}

static void executed(unsigned int core, void *data) {
  (void)core;
  struct place *place = data;
  if (is_open && place->address == end_address && ++passed == passes) close_window();
  if (place->address == start_address && has_start) {
    is_open = true;
    passed = 0;
    window++;
    total = 0;
    counted_length = 0;
  }
  if (!is_open) return;
  if (place->window != window) {
    place->window = window;
    place->count = 0;
    counted[counted_length++] = place;
  }
  place->count++;
  total++;
}

static void translated(plugin_id id, struct qemu_plugin_tb *block) {
  (void)id;
  size_t count = qemu_plugin_tb_n_insns(block);
  for (size_t i = 0; i < count; i++) {
    struct qemu_plugin_insn *instruction = qemu_plugin_tb_get_insn(block, i);
    struct place *place = find(qemu_plugin_insn_vaddr(instruction));
    if (place) qemu_plugin_register_vcpu_insn_exec_cb(instruction, executed, NO_REGISTERS, place);
  }
}

static void finished(plugin_id id, void *data) {
  (void)id;
  (void)data;
  for (size_t i = 0; i < closed_length; i++) {
    fprintf(output, "%" PRIx64 " %" PRIu64 "\n", closed[i]->address, closed[i]->closed_count);
  }
  fclose(output);
}

EXPORT int qemu_plugin_version = 4;

EXPORT int qemu_plugin_install(plugin_id id, const void *information, int count, char **arguments);
EXPORT int qemu_plugin_install(plugin_id id, const void *information, int count, char **arguments) {
  (void)information;
  for (int i = 0; i < count; i++) {
    if (strncmp(arguments[i], "start=", 6) == 0) {
      start_address = strtoull(arguments[i] + 6, NULL, 16);
      has_start = true;
    } else if (strncmp(arguments[i], "end=", 4) == 0) {
      end_address = strtoull(arguments[i] + 4, NULL, 16);
    } else if (strncmp(arguments[i], "passes=", 7) == 0) {
      passes = strtoull(arguments[i] + 7, NULL, 10);
    } else if (strncmp(arguments[i], "out=", 4) == 0) {
      output = fopen(arguments[i] + 4, "w");
    }
  }
  places = calloc(PLACES, sizeof *places);
  counted = calloc(PLACES, sizeof *counted);
  closed = calloc(PLACES, sizeof *closed);
  if (!output || !places || !counted || !closed) {
    fprintf(stderr, "ExecutionCounter: no out=FILE that can be written, or no memory\n");
    return -1;
  }
  if (!has_start) {
    is_open = true;
    window = 1;
  }
  qemu_plugin_register_vcpu_tb_trans_cb(id, translated);
  qemu_plugin_register_atexit_cb(id, finished, NULL);
  return 0;
}
