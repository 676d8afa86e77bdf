// The control device through Linux: its registers and rings mapped, its interrupt waited for. What stands behind the few
// operations that `martletctl` needs of the system; the decisions are in Swift.
#pragma once

#include "pci_function.h"

struct control_device {
  struct pci_function function;  // the memory: the rings; the locks: the requests', the events'
  size_t ring_size;
  void *staging;                 // behind the rings; NULL where there is nothing
  int file;                      // what is put there, or what is made
};

// Looks for the function among those in the folder `functions`, or where Linux has them; `devices` is where uio has its
// devices, or /dev.
enum control_open control_device_open(struct control_device *device, const char *functions, const char *devices);
void control_device_close(struct control_device *device);

uint32_t control_device_read(const struct control_device *device, uint32_t offset);
void control_device_write(const struct control_device *device, uint32_t offset, uint32_t value);

// Whether this process has the lock of that number from now on, up to its end or until it gives it back.
bool control_device_lock(const struct control_device *device, int number);
void control_device_unlock(const struct control_device *device, int number);

// Until the device interrupts, at most for so long.
void control_device_wait(const struct control_device *device, uint32_t milliseconds);

// Opens a file, whose name need not end with a zero byte, for reading; its size.
bool control_file_open(struct control_device *device, const void *name, size_t length, uint64_t *size);
// Puts so many bytes of it, from this place on, behind the rings.
bool control_file_stage(const struct control_device *device, uint64_t offset, size_t count);
// Makes a file of that name, without anything in it.
bool control_file_create(struct control_device *device, const void *name, size_t length);
bool control_file_write(const struct control_device *device, uint64_t offset, const void *bytes, size_t count);
