#define _GNU_SOURCE
#include "terminal_input.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <termios.h>
#include <unistd.h>

// As the terminal was before; what the signals' handler needs.
static struct termios before;
static volatile sig_atomic_t has_begun;

static const int signals[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGPIPE};
enum { SIGNALS = sizeof signals / sizeof signals[0] };

void control_end_typing(void) {
  if (!has_begun) return;
  // What is still to be read, such as a terminal's answers to what the other VM printed, is not for the shell.
  tcsetattr(0, TCSAFLUSH, &before);
  has_begun = 0;
}

// The signal has its usual meaning again when this is entered, and comes once more when it is left.
static void give_back(int number) {
  int error = errno;
  control_end_typing();
  raise(number);
  errno = error;
}

bool control_begin_typing(void) {
  if (tcgetattr(0, &before) != 0) return false;
  struct termios raw = before;
  cfmakeraw(&raw);
  struct sigaction action = {.sa_handler = give_back, .sa_flags = (int)SA_RESETHAND};
  for (int i = 0; i < SIGNALS; i++) sigaction(signals[i], &action, NULL);
  has_begun = 1;
  tcsetattr(0, TCSADRAIN, &raw);
  return true;
}

long control_read_typed(void *buffer, size_t size, uint32_t milliseconds) {
  struct pollfd input = {.fd = 0, .events = POLLIN};
  int ready = poll(&input, 1, (int)milliseconds);
  if (ready <= 0) return ready < 0 && errno != EINTR ? -1 : 0;
  ssize_t count = read(0, buffer, size);
  if (count < 0 && (errno == EINTR || errno == EAGAIN)) return 0;
  return count > 0 ? count : -1;
}
