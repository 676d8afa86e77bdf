#define _GNU_SOURCE
#include "channel_terminals.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

enum { VENDOR = 0x1AF4, DEVICE = 0x1110, IDENTIFICATION = 0x4C48434D, NAME_SIZE = 32, PAUSE = 5 };

enum control_open channel_terminals_open(struct channel_terminals *channels, const char *functions, const char *devices) {
  channels->count = 0;
  if (!functions) functions = "/sys/bus/pci/devices";
  if (!devices) devices = "/dev";
  char names[PCI_MOST_FUNCTIONS][PCI_NAME_SIZE];
  size_t found = pci_function_find(functions, VENDOR, DEVICE, names);
  for (size_t i = 0; i < found; i++) {
    struct channel_terminal *channel = &channels->list[channels->count];
    channel->master = channel->slave = -1;
    channel->link[0] = 0;
    channel->is_enabled = false;
    memcpy(channel->name, names[i], PCI_NAME_SIZE);
    if (pci_function_open(&channel->function, functions, names[i], devices) != CONTROL_OPEN) {
      channel_terminals_close(channels);
      return CONTROL_FORBIDDEN;
    }
    // Others make functions with these numbers, too: QEMU does.
    if (pci_function_read(&channel->function, 0x10) == IDENTIFICATION)
      channels->count++;
    else
      pci_function_close(&channel->function);
  }
  return channels->count > 0 ? CONTROL_OPEN : CONTROL_NONE;
}

void channel_terminals_close(struct channel_terminals *channels) {
  for (size_t i = 0; i < channels->count; i++) {
    struct channel_terminal *channel = &channels->list[i];
    if (channel->link[0]) unlink(channel->link);
    if (channel->slave >= 0) close(channel->slave);
    if (channel->master >= 0) close(channel->master);
    pci_function_close(&channel->function);
  }
  channels->count = 0;
}

uint32_t channel_terminals_read(const struct channel_terminals *channels, size_t index, uint32_t offset) {
  return index < channels->count ? pci_function_read(&channels->list[index].function, offset) : 0;
}

void channel_terminals_write(const struct channel_terminals *channels, size_t index, uint32_t offset, uint32_t value) {
  if (index < channels->count) pci_function_write(&channels->list[index].function, offset, value);
}

void *channel_terminals_map(struct channel_terminals *channels, size_t index, size_t size) {
  if (index >= channels->count || !pci_function_map(&channels->list[index].function, size)) return NULL;
  return channels->list[index].function.memory;
}

bool channel_terminals_lock(const struct channel_terminals *channels, size_t index) {
  return index < channels->count && pci_function_lock(&channels->list[index].function, 0);
}

size_t channel_terminals_place(const struct channel_terminals *channels, size_t index, void *buffer, size_t size) {
  if (index >= channels->count) return 0;
  size_t length = strlen(channels->list[index].name);
  if (length > size) return 0;
  memcpy(buffer, channels->list[index].name, length);
  return length;
}

// A terminal that hands on each byte as it is: no echo, no lines, no signals.
static bool make_terminal(struct channel_terminal *channel) {
  channel->master = posix_openpt(O_RDWR | O_NOCTTY);
  if (channel->master < 0) return false;
  fcntl(channel->master, F_SETFD, FD_CLOEXEC);
  if (grantpt(channel->master) != 0 || unlockpt(channel->master) != 0) return false;
  const char *path = ptsname(channel->master);
  if (!path) return false;
  channel->slave = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC);
  struct termios settings;
  if (channel->slave < 0 || tcgetattr(channel->slave, &settings) != 0) return false;
  cfmakeraw(&settings);
  if (tcsetattr(channel->slave, TCSANOW, &settings) != 0) return false;
  return fcntl(channel->master, F_SETFL, O_NONBLOCK) == 0;
}

bool channel_terminals_make(struct channel_terminals *channels, size_t index, const char *folder, const void *name,
                            size_t length) {
  char text[NAME_SIZE + 1] = {0};
  if (index >= channels->count || length > NAME_SIZE) return false;
  struct channel_terminal *channel = &channels->list[index];
  if (channel->master >= 0 || !make_terminal(channel)) return false;
  memcpy(text, name, length);
  if (!folder) folder = "/dev/martlet";
  if (mkdir(folder, 0755) != 0 && errno != EEXIST) return false;
  char link[PCI_PATH_SIZE];
  const char *path = ptsname(channel->master);
  if (!path || !pci_path(link, folder, text, "")) return false;
  // One that a process left that was killed.
  unlink(link);
  if (symlink(path, link) != 0) return false;
  memcpy(channel->link, link, sizeof link);
  return true;
}

size_t channel_terminals_get(const struct channel_terminals *channels, size_t index, void *buffer, size_t size) {
  if (index >= channels->count || channels->list[index].master < 0) return 0;
  ssize_t count = read(channels->list[index].master, buffer, size);
  return count > 0 ? (size_t)count : 0;
}

size_t channel_terminals_put(const struct channel_terminals *channels, size_t index, const void *bytes, size_t count) {
  if (index >= channels->count || channels->list[index].master < 0) return 0;
  ssize_t taken = write(channels->list[index].master, bytes, count);
  return taken > 0 ? (size_t)taken : 0;
}

void channel_terminals_wait(struct channel_terminals *channels, uint32_t open, uint32_t readable, uint32_t writable,
                            uint32_t milliseconds) {
  struct pollfd events[2 * PCI_MOST_FUNCTIONS];
  size_t bells[PCI_MOST_FUNCTIONS], count = 0, bell_count = 0;
  for (size_t i = 0; i < channels->count; i++) {
    if (!(open >> i & 1)) continue;
    // A ring since Interrupt Status was read interrupts as soon as it is let through. That takes two exits, so it is done only
    // where it must.
    struct channel_terminal *channel = &channels->list[i];
    if (!channel->is_enabled) channel->is_enabled = pci_function_enable_interrupt(&channel->function);
    if (channel->is_enabled) {
      bells[bell_count++] = i;
      events[count++] = (struct pollfd){.fd = channels->list[i].function.interrupt, .events = POLLIN};
    } else if (milliseconds > PAUSE) {
      milliseconds = PAUSE;
    }
  }
  for (size_t i = 0; i < channels->count; i++) {
    short wanted = (short)((readable >> i & 1 ? POLLIN : 0) | (writable >> i & 1 ? POLLOUT : 0));
    if (wanted && channels->list[i].master >= 0)
      events[count++] = (struct pollfd){.fd = channels->list[i].master, .events = wanted};
  }
  if (poll(events, (nfds_t)count, (int)milliseconds) <= 0) return;
  for (size_t i = 0; i < bell_count; i++) {
    if (!events[i].revents) continue;
    channels->list[bells[i]].is_enabled = false;
    // Interrupt Status is read, so that the line falls.
    channel_terminals_read(channels, bells[i], 4);
    if (!pci_function_take_interrupt(&channels->list[bells[i]].function)) control_sleep(PAUSE);
  }
}

static volatile sig_atomic_t stopped;

static void stop(int signal) {
  (void)signal;
  stopped = 1;
}

void channel_terminals_catch(void) {
  struct sigaction action = {.sa_handler = stop};
  const int signals[] = {SIGHUP, SIGINT, SIGTERM};
  for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++) {
    // Who started it may have it ignore one: `nohup`, or a shell that puts it into the background.
    struct sigaction before;
    if (sigaction(signals[i], NULL, &before) == 0 && before.sa_handler != SIG_IGN) sigaction(signals[i], &action, NULL);
  }
}

bool channel_terminals_stopped(void) { return stopped; }
