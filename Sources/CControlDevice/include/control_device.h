// The control device through Linux: its registers and rings mapped, its interrupt waited for. What stands behind the few
// operations that `martletctl` needs of the system; the decisions are in Swift.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct control_device {
  volatile uint32_t *registers;
  void *rings;
  size_t ring_size;
  int configuration;      // the function's configuration space; -1 where there is no driver to wait with
  int interrupt;          // of uio; -1 where it is looked at now and then instead
  int locks[2];           // files that are locked: the requests', the events'
  void *staging;          // behind the rings; NULL where there is nothing
  int file;               // what is put there
};

enum control_open {
  CONTROL_OPEN,
  CONTROL_NONE,        // no such PCI function
  CONTROL_FORBIDDEN,   // there is one, and it cannot be opened
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
void control_sleep(uint32_t milliseconds);

// Opens a file, whose name need not end with a zero byte, for reading; its size.
bool control_file_open(struct control_device *device, const void *name, size_t length, uint64_t *size);
// Puts so many bytes of it, from this place on, behind the rings.
bool control_file_stage(const struct control_device *device, uint64_t offset, size_t count);

// Writes all of it, as far as the file takes it.
void control_print(int file, const void *text, size_t length);

// The arguments behind the first, each with a zero byte behind it, and how many bytes that is; at most `size`.
size_t control_arguments(int count, char *const *arguments, unsigned char *buffer, size_t size);
