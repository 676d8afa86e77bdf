// Channels as PCI functions of Linux's, and a pseudo-terminal for each. What stands behind the few operations that
// `martlet-terminals` needs of the system; the decisions are in Swift.
#pragma once

#include "pci_function.h"

struct channel_terminal {
  char name[PCI_NAME_SIZE];  // of the PCI function
  struct pci_function function;
  bool is_enabled;           // its interrupt, until one comes: then the driver has disabled it
  int master, slave;         // of the terminal; -1: none. The slave stays open so that the terminal keeps its settings and bytes
  char link[PCI_PATH_SIZE];  // empty: none
};

struct channel_terminals {
  size_t count;
  struct channel_terminal list[PCI_MOST_FUNCTIONS];
};

// Opens every function that looks like a channel, in the folders where Linux has them or in those given. NONE where there is
// none, FORBIDDEN where one cannot be opened.
enum control_open channel_terminals_open(struct channel_terminals *channels, const char *functions, const char *devices);
// Removes the links, too.
void channel_terminals_close(struct channel_terminals *channels);

// Of the channel of that index, which is below the count.
uint32_t channel_terminals_read(const struct channel_terminals *channels, size_t index, uint32_t offset);
void channel_terminals_write(const struct channel_terminals *channels, size_t index, uint32_t offset, uint32_t value);
void *channel_terminals_map(struct channel_terminals *channels, size_t index, size_t size);
bool channel_terminals_lock(const struct channel_terminals *channels, size_t index);
size_t channel_terminals_place(const struct channel_terminals *channels, size_t index, void *buffer, size_t size);

// Makes the channel's terminal, raw, and a link to it of that name in the folder, or in /dev/martlet.
bool channel_terminals_make(struct channel_terminals *channels, size_t index, const char *folder, const void *name,
                            size_t length);
// Bytes that somebody has written to the terminal; 0: none now.
size_t channel_terminals_get(const struct channel_terminals *channels, size_t index, void *buffer, size_t size);
// Gives bytes to who reads the terminal; returns how many it took.
size_t channel_terminals_put(const struct channel_terminals *channels, size_t index, const void *bytes, size_t count);

// Until a doorbell rings, or a terminal of the bits `readable` has bytes, or one of `writable` takes some; at most for so
// long, and no longer than 5 ms where a channel of the bits `open` has no interrupt to wait for.
void channel_terminals_wait(struct channel_terminals *channels, uint32_t open, uint32_t readable, uint32_t writable,
                            uint32_t milliseconds);

// From now on the signals that end a process only make this true.
void channel_terminals_catch(void);
bool channel_terminals_stopped(void);
