#define _GNU_SOURCE
#include "given_memory.h"
#include "pci_function.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <unistd.h>

// Each block is a file; the files of a run are in a folder whose name is the run.
enum { BLOCK = 2 << 20, HUGETLBFS = 0x958458f6, MOST_BLOCKS = 1 << 15 };

static const char *const place_of_ours = "/run/martlet-memory";
static const char *const overcommit = "/sys/kernel/mm/hugepages/hugepages-2048kB/nr_overcommit_hugepages";

// The folder with hugetlbfs mounted there; NULL where that cannot be.
static const char *prepare(const char *folder) {
  if (folder) return folder;
  folder = place_of_ours;
  if (mkdir("/run", 0755) != 0 && errno != EEXIST) return NULL;
  if (mkdir(folder, 0700) != 0 && errno != EEXIST) return NULL;
  struct statfs facts;
  if (statfs(folder, &facts) == 0 && facts.f_type == HUGETLBFS) return folder;
  if (mount("martlet", folder, "hugetlbfs", 0, "pagesize=2M,mode=0700") != 0) return NULL;
  // Blocks are taken from what is free when they are asked for, and go back there.
  FILE *file = fopen(overcommit, "w");
  if (!file) return NULL;
  fprintf(file, "%d", MOST_BLOCKS);
  return fclose(file) == 0 ? folder : NULL;
}

// Where the page at this address is in memory; 0: nowhere.
static uint64_t place(const void *page) {
  int map = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
  uint64_t entry = 0;
  off_t offset = (off_t)((uintptr_t)page / (size_t)sysconf(_SC_PAGESIZE) * sizeof entry);
  if (map < 0 || pread(map, &entry, sizeof entry, offset) != (ssize_t)sizeof entry) entry = 0;
  if (map >= 0) close(map);
  // Present, and its frame in the lower 55 bits.
  return entry >> 63 ? (entry & ((UINT64_C(1) << 55) - 1)) * (uint64_t)sysconf(_SC_PAGESIZE) : 0;
}

static bool block_path(char *path, const char *folder, uint64_t number) {
  char name[32];
  snprintf(name, sizeof name, "%" PRIx64, number);
  return pci_path(path, folder, name, "");
}

// A file of one block; its place in memory, or 0.
static uint64_t make_block(const char *path) {
  int file = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0) return 0;
  uint64_t start = 0;
  void *block = MAP_FAILED;
  if (ftruncate(file, BLOCK) == 0)
    block = mmap(NULL, BLOCK, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, file, 0);
  if (block != MAP_FAILED) {
    start = place(block);
    munmap(block, BLOCK);
  }
  close(file);
  if (start == 0) unlink(path);
  return start;
}

static int compare(const void *one, const void *other) {
  uint64_t first = *(const uint64_t *)one, second = *(const uint64_t *)other;
  return first < second ? -1 : first > second;
}

static bool run_path(char *path, const char *folder, struct given_run run) {
  char name[48];
  snprintf(name, sizeof name, "%" PRIx64 "-%" PRIx64, run.start, run.size);
  return pci_path(path, folder, name, "");
}

// Moves the files of a run's blocks into a folder of its own.
static bool gather(const char *folder, struct given_run run) {
  char home[PCI_PATH_SIZE], from[PCI_PATH_SIZE], to[PCI_PATH_SIZE];
  if (!run_path(home, folder, run) || mkdir(home, 0700) != 0) return false;
  for (uint64_t start = run.start; start < run.start + run.size; start += BLOCK)
    if (!block_path(from, folder, start) || !block_path(to, home, start) || rename(from, to) != 0) return false;
  return true;
}

// What a process left that was killed: blocks that are in no run.
static void sweep(const char *folder) {
  char path[PCI_PATH_SIZE];
  DIR *list = opendir(folder);
  if (!list) return;
  for (struct dirent *entry; (entry = readdir(list));)
    // Folders stay.
    if (pci_path(path, folder, entry->d_name, "")) unlink(path);
  closedir(list);
}

// Sorts the blocks' places into runs. False where there are too many.
static bool divide(uint64_t *starts, size_t count, struct given_runs *runs) {
  qsort(starts, count, sizeof *starts, compare);
  for (size_t index = 0; index < count; index++) {
    struct given_run *last = runs->count > 0 ? &runs->list[runs->count - 1] : NULL;
    if (last && last->start + last->size == starts[index])
      last->size += BLOCK;
    else if (runs->count < GIVEN_MOST_RUNS)
      runs->list[runs->count++] = (struct given_run){starts[index], BLOCK};
    else
      return false;
  }
  return true;
}

bool given_memory_stays(void) {
  FILE *file = fopen("/proc/meminfo", "r");
  char line[128];
  unsigned long size = 0;
  if (!file) return false;
  while (size == 0 && fgets(line, sizeof line, file)) sscanf(line, "CmaTotal: %lu", &size);
  fclose(file);
  return size == 0;
}

bool given_memory_take(const char *folder, uint64_t blocks, struct given_runs *runs) {
  runs->count = 0;
  if (blocks == 0 || blocks > MOST_BLOCKS || !(folder = prepare(folder))) return false;
  sweep(folder);
  uint64_t *starts = calloc((size_t)blocks, sizeof *starts);
  if (!starts) return false;
  char path[PCI_PATH_SIZE], name[PCI_PATH_SIZE];
  size_t taken = 0;
  // A name of its own until its place is known.
  while (taken < blocks && pci_path(path, folder, "next", "") && (starts[taken] = make_block(path)) != 0 &&
         block_path(name, folder, starts[taken]) && rename(path, name) == 0)
    taken++;
  bool is_done = taken == blocks && divide(starts, taken, runs);
  for (size_t index = 0; index < runs->count && is_done; index++) is_done = gather(folder, runs->list[index]);
  free(starts);
  if (is_done) return true;
  for (size_t index = 0; index < runs->count; index++) given_memory_return(folder, runs->list[index]);
  sweep(folder);
  runs->count = 0;
  return false;
}

void given_memory_list(const char *folder, struct given_runs *runs) {
  runs->count = 0;
  DIR *list = opendir(folder ? folder : place_of_ours);
  if (!list) return;
  for (struct dirent *entry; runs->count < GIVEN_MOST_RUNS && (entry = readdir(list));) {
    char rest;
    struct given_run run;
    if (sscanf(entry->d_name, "%" SCNx64 "-%" SCNx64 "%c", &run.start, &run.size, &rest) == 2)
      runs->list[runs->count++] = run;
  }
  closedir(list);
}

struct given_run given_memory_run(const struct given_runs *runs, size_t index) {
  return index < runs->count ? runs->list[index] : (struct given_run){0, 0};
}

bool given_memory_return(const char *folder, struct given_run run) {
  char home[PCI_PATH_SIZE], name[PCI_PATH_SIZE];
  if (!run_path(home, folder ? folder : place_of_ours, run)) return false;
  for (uint64_t start = run.start; start < run.start + run.size; start += BLOCK)
    if (block_path(name, home, start)) unlink(name);
  return rmdir(home) == 0;
}
