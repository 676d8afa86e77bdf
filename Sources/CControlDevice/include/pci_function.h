// A PCI function of Linux's whose registers are behind BAR 0 and whose memory is behind BAR 2: found among the files that the
// kernel has for it, mapped, its interrupt waited for.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct pci_function {
  volatile uint32_t *registers;
  void *memory;
  size_t memory_size;
  int files[2];           // of the memory and the registers; also locks
  int configuration;      // configuration space; -1 where there is no driver to wait with
  int interrupt;          // of uio; -1 where it is looked at now and then instead
};

enum control_open {
  CONTROL_OPEN,
  CONTROL_NONE,        // no such PCI function
  CONTROL_FORBIDDEN,   // there is one, and it cannot be opened
};

enum { PCI_REGISTER_SIZE = 4096, PCI_NAME_SIZE = 16, PCI_MOST_FUNCTIONS = 32 };

// The names of the functions with those numbers among those in the folder, in order; returns how many.
size_t pci_function_find(const char *functions, uint16_t vendor, uint16_t device,
                         char names[PCI_MOST_FUNCTIONS][PCI_NAME_SIZE]);
// Opens the function of that name and maps its registers; `devices` is where uio has its devices.
enum control_open pci_function_open(struct pci_function *function, const char *functions, const char *name,
                                    const char *devices);
// Maps so much of its memory.
bool pci_function_map(struct pci_function *function, size_t size);
void pci_function_close(struct pci_function *function);

uint32_t pci_function_read(const struct pci_function *function, uint32_t offset);
void pci_function_write(const struct pci_function *function, uint32_t offset, uint32_t value);

// Whether this process has the lock of that number from now on, up to its end or until it gives it back.
bool pci_function_lock(const struct pci_function *function, int number);
void pci_function_unlock(const struct pci_function *function, int number);

// Lets interrupts through again: the driver has disabled them when one came. False where there is nothing to wait for.
bool pci_function_enable_interrupt(const struct pci_function *function);
// Takes the interrupt that the driver told of.
bool pci_function_take_interrupt(const struct pci_function *function);

// Puts a path together of up to three parts, of which the last may be empty. False where it is too long.
enum { PCI_PATH_SIZE = 512 };
bool pci_path(char *path, const char *folder, const char *name, const char *rest);

void control_sleep(uint32_t milliseconds);

// Writes all of it, as far as the file takes it.
void control_print(int file, const void *text, size_t length);

// The arguments behind the first, each with a zero byte behind it, and how many bytes that is; at most `size`.
size_t control_arguments(int count, char *const *arguments, unsigned char *buffer, size_t size);
