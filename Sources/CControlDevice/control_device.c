#define _GNU_SOURCE
#include "control_device.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { VENDOR = 0x1AF4, DEVICE = 0x10F0, REGISTER_SIZE = 4096, RING_SIZE = 0x10000, STAGING_SIZE = 0x30000,
       PATH_SIZE = 512 };

static bool join(char *path, const char *folder, const char *name, const char *rest) {
  size_t lengths[] = {strlen(folder), strlen(name), strlen(rest)};
  if (lengths[0] + lengths[1] + lengths[2] + 3 > PATH_SIZE) return false;
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
  char path[PATH_SIZE];
  if (!join(path, folder, name, rest)) return -1;
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
  char path[PATH_SIZE];
  if (!join(path, functions, name, "uio")) return -1;
  DIR *folder = opendir(path);
  if (!folder) return -1;
  int descriptor = -1;
  for (struct dirent *entry; descriptor < 0 && (entry = readdir(folder));)
    if (strncmp(entry->d_name, "uio", 3) == 0) descriptor = open_in(devices, entry->d_name, "", O_RDWR);
  closedir(folder);
  return descriptor;
}

static enum control_open open_function(struct control_device *device, const char *functions, const char *name,
                                       const char *devices) {
  // The kernel enables a function when a driver takes it, or when it is asked here.
  if (number_in(functions, name, "enable") == 0) {
    int enable = open_in(functions, name, "enable", O_WRONLY);
    if (enable >= 0) {
      control_print(enable, "1", 1);
      close(enable);
    }
  }
  device->locks[1] = open_in(functions, name, "resource0", O_RDWR | O_SYNC);
  device->locks[0] = open_in(functions, name, "resource2_wc", O_RDWR);
  if (device->locks[0] < 0) device->locks[0] = open_in(functions, name, "resource2", O_RDWR | O_SYNC);
  if (device->locks[0] < 0 || device->locks[1] < 0) return CONTROL_FORBIDDEN;
  device->registers = map(device->locks[1], REGISTER_SIZE);
  device->rings = map(device->locks[0], RING_SIZE + STAGING_SIZE);
  if (!device->registers || !device->rings) return CONTROL_FORBIDDEN;
  device->ring_size = RING_SIZE;
  device->staging = (char *)device->rings + RING_SIZE;
  device->interrupt = open_interrupt(functions, name, devices);
  if (device->interrupt >= 0) device->configuration = open_in(functions, name, "config", O_RDWR);
  return CONTROL_OPEN;
}

enum control_open control_device_open(struct control_device *device, const char *functions, const char *devices) {
  enum control_open result = CONTROL_NONE;
  *device = (struct control_device){.configuration = -1, .interrupt = -1, .locks = {-1, -1}, .file = -1};
  if (!functions) functions = "/sys/bus/pci/devices";
  if (!devices) devices = "/dev";
  DIR *folder = opendir(functions);
  if (!folder) return result;
  for (struct dirent *entry; (entry = readdir(folder));) {
    if (entry->d_name[0] == '.') continue;
    if (number_in(functions, entry->d_name, "vendor") != VENDOR) continue;
    if (number_in(functions, entry->d_name, "device") != DEVICE) continue;
    result = open_function(device, functions, entry->d_name, devices);
    break;
  }
  closedir(folder);
  if (result != CONTROL_OPEN) control_device_close(device);
  return result;
}

void control_device_close(struct control_device *device) {
  if (device->registers) munmap((void *)device->registers, REGISTER_SIZE);
  if (device->rings) munmap(device->rings, RING_SIZE + STAGING_SIZE);
  int files[] = {device->configuration, device->interrupt, device->locks[0], device->locks[1], device->file};
  for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
    if (files[i] >= 0) close(files[i]);
  *device = (struct control_device){.configuration = -1, .interrupt = -1, .locks = {-1, -1}, .file = -1};
}

uint32_t control_device_read(const struct control_device *device, uint32_t offset) {
  return offset < REGISTER_SIZE ? device->registers[offset / 4] : 0;
}

void control_device_write(const struct control_device *device, uint32_t offset, uint32_t value) {
  // What was written to the rings comes before a doorbell.
  __atomic_thread_fence(__ATOMIC_SEQ_CST);
  if (offset < REGISTER_SIZE) device->registers[offset / 4] = value;
}

bool control_device_lock(const struct control_device *device, int number) {
  return number >= 0 && number < 2 && flock(device->locks[number], LOCK_EX | LOCK_NB) == 0;
}

void control_device_unlock(const struct control_device *device, int number) {
  if (number >= 0 && number < 2) flock(device->locks[number], LOCK_UN);
}

void control_sleep(uint32_t milliseconds) {
  struct timespec time = {milliseconds / 1000, (long)(milliseconds % 1000) * 1000000};
  while (nanosleep(&time, &time) != 0 && errno == EINTR) {
  }
}

void control_device_wait(const struct control_device *device, uint32_t milliseconds) {
  if (device->interrupt < 0 || device->configuration < 0) {
    control_sleep(milliseconds < 5 ? milliseconds : 5);
    return;
  }
  // uio_pci_generic has disabled the interrupt when it came: bit 10 of Command.
  uint16_t command;
  if (pread(device->configuration, &command, 2, 4) == 2) {
    command &= (uint16_t)~0x400;
    if (pwrite(device->configuration, &command, 2, 4) != 2) control_sleep(5);
  }
  struct pollfd event = {.fd = device->interrupt, .events = POLLIN};
  uint32_t count;
  if (poll(&event, 1, (int)milliseconds) > 0 && read(device->interrupt, &count, sizeof count) < 0) control_sleep(5);
}

bool control_file_open(struct control_device *device, const void *name, size_t length, uint64_t *size) {
  char path[PATH_SIZE];
  struct stat facts;
  if (length >= sizeof path) return false;
  memcpy(path, name, length);
  path[length] = 0;
  device->file = open(path, O_RDONLY | O_CLOEXEC);
  if (device->file < 0 || fstat(device->file, &facts) != 0 || !S_ISREG(facts.st_mode)) return false;
  *size = (uint64_t)facts.st_size;
  return true;
}

bool control_file_stage(const struct control_device *device, uint64_t offset, size_t count) {
  // Whole words, as memory of a device may want them; what is behind the file's end is 0.
  uint64_t words[512];
  volatile uint64_t *to = device->staging;
  if (!to || count > STAGING_SIZE) return false;
  while (count > 0) {
    size_t piece = count < sizeof words ? count : sizeof words;
    memset(words, 0, sizeof words);
    for (size_t done = 0; done < piece;) {
      ssize_t length = pread(device->file, (char *)words + done, piece - done, (off_t)(offset + done));
      if (length < 0 && errno == EINTR) continue;
      if (length <= 0) return false;
      done += (size_t)length;
    }
    for (size_t i = 0; i < (piece + 7) / 8; i++) *to++ = words[i];
    offset += piece;
    count -= piece;
  }
  return true;
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
