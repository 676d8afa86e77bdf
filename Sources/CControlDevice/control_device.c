#define _GNU_SOURCE
#include "control_device.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { VENDOR = 0x1AF4, DEVICE = 0x10F0, RING_SIZE = 0x10000, STAGING_SIZE = 0x30000 };

enum control_open control_device_open(struct control_device *device, const char *functions, const char *devices) {
  *device = (struct control_device){{.files = {-1, -1}, .configuration = -1, .interrupt = -1}, .file = -1};
  if (!functions) functions = "/sys/bus/pci/devices";
  if (!devices) devices = "/dev";
  char names[PCI_MOST_FUNCTIONS][PCI_NAME_SIZE];
  if (pci_function_find(functions, VENDOR, DEVICE, names) == 0) return CONTROL_NONE;
  enum control_open result = pci_function_open(&device->function, functions, names[0], devices);
  if (result == CONTROL_OPEN && !pci_function_map(&device->function, RING_SIZE + STAGING_SIZE))
    result = CONTROL_FORBIDDEN;
  if (result != CONTROL_OPEN) {
    control_device_close(device);
    return result;
  }
  device->ring_size = RING_SIZE;
  device->staging = (char *)device->function.memory + RING_SIZE;
  return CONTROL_OPEN;
}

void control_device_close(struct control_device *device) {
  pci_function_close(&device->function);
  if (device->file >= 0) close(device->file);
  device->ring_size = 0;
  device->staging = NULL;
  device->file = -1;
}

uint32_t control_device_read(const struct control_device *device, uint32_t offset) {
  return pci_function_read(&device->function, offset);
}

void control_device_write(const struct control_device *device, uint32_t offset, uint32_t value) {
  pci_function_write(&device->function, offset, value);
}

bool control_device_lock(const struct control_device *device, int number) {
  return pci_function_lock(&device->function, number);
}

void control_device_unlock(const struct control_device *device, int number) {
  pci_function_unlock(&device->function, number);
}

void control_device_wait(const struct control_device *device, uint32_t milliseconds) {
  if (!pci_function_enable_interrupt(&device->function)) {
    control_sleep(milliseconds < 5 ? milliseconds : 5);
    return;
  }
  struct pollfd event = {.fd = device->function.interrupt, .events = POLLIN};
  if (poll(&event, 1, (int)milliseconds) > 0 && !pci_function_take_interrupt(&device->function)) control_sleep(5);
}

static bool open_file(struct control_device *device, const void *name, size_t length, int flags) {
  char path[PCI_PATH_SIZE];
  if (length >= sizeof path) return false;
  memcpy(path, name, length);
  path[length] = 0;
  device->file = open(path, flags | O_CLOEXEC, 0666);
  return device->file >= 0;
}

bool control_file_create(struct control_device *device, const void *name, size_t length) {
  return open_file(device, name, length, O_WRONLY | O_CREAT | O_TRUNC);
}

bool control_file_write(const struct control_device *device, uint64_t offset, const void *bytes, size_t count) {
  for (size_t done = 0; done < count;) {
    ssize_t length = pwrite(device->file, (const char *)bytes + done, count - done, (off_t)(offset + done));
    if (length < 0 && errno == EINTR) continue;
    if (length <= 0) return false;
    done += (size_t)length;
  }
  return true;
}

bool control_file_open(struct control_device *device, const void *name, size_t length, uint64_t *size) {
  struct stat facts;
  if (!open_file(device, name, length, O_RDONLY) || fstat(device->file, &facts) != 0 || !S_ISREG(facts.st_mode)) return false;
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
