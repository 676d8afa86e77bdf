#define _GNU_SOURCE
#include "pci_function.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

static const struct pci_function closed = {.files = {-1, -1}, .configuration = -1, .interrupt = -1};

bool pci_path(char *path, const char *folder, const char *name, const char *rest) {
  size_t lengths[] = {strlen(folder), strlen(name), strlen(rest)};
  if (lengths[0] + lengths[1] + lengths[2] + 3 > PCI_PATH_SIZE) return false;
  char *end = path;
  const char *parts[] = {folder, name, rest};
  for (int i = 0; i < 3; i++) {
    if (lengths[i] == 0) continue;
    if (end != path) *end++ = '/';
    memcpy(end, parts[i], lengths[i]);
    end += lengths[i];
  }
  *end = 0;
  return true;
}

static int open_in(const char *folder, const char *name, const char *rest, int flags) {
  char path[PCI_PATH_SIZE];
  if (!pci_path(path, folder, name, rest)) return -1;
  return open(path, flags | O_CLOEXEC);
}

// What a file of sysfs such as `0x1af4` says; 0 where there is none.
static unsigned long number_in(const char *folder, const char *name, const char *file) {
  char text[32];
  int descriptor = open_in(folder, name, file, O_RDONLY);
  if (descriptor < 0) return 0;
  ssize_t length = read(descriptor, text, sizeof text - 1);
  close(descriptor);
  if (length <= 0) return 0;
  text[length] = 0;
  return strtoul(text, NULL, 0);
}

static void *map(int descriptor, size_t size) {
  void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
  return memory == MAP_FAILED ? NULL : memory;
}

// The device of uio that belongs to the function, if its driver is bound to one.
static int open_interrupt(const char *functions, const char *name, const char *devices) {
  char path[PCI_PATH_SIZE];
  if (!pci_path(path, functions, name, "uio")) return -1;
  DIR *folder = opendir(path);
  if (!folder) return -1;
  int descriptor = -1;
  for (struct dirent *entry; descriptor < 0 && (entry = readdir(folder));)
    if (strncmp(entry->d_name, "uio", 3) == 0) descriptor = open_in(devices, entry->d_name, "", O_RDWR);
  closedir(folder);
  return descriptor;
}

size_t pci_function_find(const char *functions, uint16_t vendor, uint16_t device,
                         char names[PCI_MOST_FUNCTIONS][PCI_NAME_SIZE]) {
  DIR *folder = opendir(functions);
  if (!folder) return 0;
  size_t count = 0;
  for (struct dirent *entry; count < PCI_MOST_FUNCTIONS && (entry = readdir(folder));) {
    if (entry->d_name[0] == '.' || strlen(entry->d_name) >= PCI_NAME_SIZE) continue;
    if (number_in(functions, entry->d_name, "vendor") != vendor) continue;
    if (number_in(functions, entry->d_name, "device") != device) continue;
    size_t place = count++;
    for (; place > 0 && strcmp(names[place - 1], entry->d_name) > 0; place--)
      memcpy(names[place], names[place - 1], PCI_NAME_SIZE);
    memcpy(names[place], entry->d_name, strlen(entry->d_name) + 1);
  }
  closedir(folder);
  return count;
}

enum control_open pci_function_open(struct pci_function *function, const char *functions, const char *name,
                                    const char *devices) {
  *function = closed;
  // The kernel enables a function when a driver takes it, or when it is asked here.
  if (number_in(functions, name, "enable") == 0) {
    int enable = open_in(functions, name, "enable", O_WRONLY);
    if (enable >= 0) {
      control_print(enable, "1", 1);
      close(enable);
    }
  }
  function->files[1] = open_in(functions, name, "resource0", O_RDWR | O_SYNC);
  function->files[0] = open_in(functions, name, "resource2_wc", O_RDWR);
  if (function->files[0] < 0) function->files[0] = open_in(functions, name, "resource2", O_RDWR | O_SYNC);
  if (function->files[0] >= 0 && function->files[1] >= 0)
    function->registers = map(function->files[1], PCI_REGISTER_SIZE);
  if (!function->registers) {
    pci_function_close(function);
    return CONTROL_FORBIDDEN;
  }
  function->interrupt = open_interrupt(functions, name, devices);
  if (function->interrupt >= 0) function->configuration = open_in(functions, name, "config", O_RDWR);
  return CONTROL_OPEN;
}

bool pci_function_map(struct pci_function *function, size_t size) {
  if (function->memory || function->files[0] < 0) return false;
  function->memory = map(function->files[0], size);
  function->memory_size = function->memory ? size : 0;
  return function->memory;
}

void pci_function_close(struct pci_function *function) {
  if (function->registers) munmap((void *)function->registers, PCI_REGISTER_SIZE);
  if (function->memory) munmap(function->memory, function->memory_size);
  int files[] = {function->configuration, function->interrupt, function->files[0], function->files[1]};
  for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
    if (files[i] >= 0) close(files[i]);
  *function = closed;
}

uint32_t pci_function_read(const struct pci_function *function, uint32_t offset) {
  return offset < PCI_REGISTER_SIZE ? function->registers[offset / 4] : 0;
}

void pci_function_write(const struct pci_function *function, uint32_t offset, uint32_t value) {
  // What was written to the memory comes before a doorbell.
  __atomic_thread_fence(__ATOMIC_SEQ_CST);
  if (offset < PCI_REGISTER_SIZE) function->registers[offset / 4] = value;
}

bool pci_function_lock(const struct pci_function *function, int number) {
  return number >= 0 && number < 2 && flock(function->files[number], LOCK_EX | LOCK_NB) == 0;
}

void pci_function_unlock(const struct pci_function *function, int number) {
  if (number >= 0 && number < 2) flock(function->files[number], LOCK_UN);
}

bool pci_function_enable_interrupt(const struct pci_function *function) {
  if (function->interrupt < 0 || function->configuration < 0) return false;
  // Bit 10 of Command.
  uint16_t command;
  if (pread(function->configuration, &command, 2, 4) != 2) return false;
  command &= (uint16_t)~0x400;
  return pwrite(function->configuration, &command, 2, 4) == 2;
}

bool pci_function_take_interrupt(const struct pci_function *function) {
  uint32_t count;
  return read(function->interrupt, &count, sizeof count) >= 0;
}

void control_sleep(uint32_t milliseconds) {
  struct timespec time = {milliseconds / 1000, (long)(milliseconds % 1000) * 1000000};
  while (nanosleep(&time, &time) != 0 && errno == EINTR) {
  }
}

void control_print(int file, const void *text, size_t length) {
  const char *rest = text;
  while (length > 0) {
    ssize_t count = write(file, rest, length);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return;
    rest += count;
    length -= (size_t)count;
  }
}

size_t control_arguments(int count, char *const *arguments, unsigned char *buffer, size_t size) {
  size_t used = 0;
  for (int i = 1; i < count; i++) {
    size_t length = strlen(arguments[i]) + 1;
    if (length > size - used) break;
    memcpy(buffer + used, arguments[i], length);
    used += length;
  }
  return used;
}
