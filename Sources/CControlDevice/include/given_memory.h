// Memory that Linux can do without: blocks of 2 MiB whose addresses do not change, as files of hugetlbfs. As long as its file is
// there, a block is nobody's, and Linux does not touch it.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { GIVEN_MOST_RUNS = 8 };

struct given_run {
  uint64_t start, size;  // physical, in bytes
};

struct given_runs {
  size_t count;
  struct given_run list[GIVEN_MOST_RUNS];
};

// In all of these `folder` is where hugetlbfs is mounted, or NULL for a place of its own. One process at a time may call them.

// Whether Linux moves no block: one that has memory for large buffers (CMA) lends it, and wants it back at any time.
bool given_memory_stays(void);
// Takes so many blocks from Linux. False, and nothing is taken, where it has not so many, or they lie in more than
// GIVEN_MOST_RUNS.
bool given_memory_take(const char *folder, uint64_t blocks, struct given_runs *runs);
// What was taken, by this process or another.
void given_memory_list(const char *folder, struct given_runs *runs);
// The run of that index, which is below the count.
struct given_run given_memory_run(const struct given_runs *runs, size_t index);
// Linux gets the run back.
bool given_memory_return(const char *folder, struct given_run run);
