#define _GNU_SOURCE
#include "control_system.h"

#include <fcntl.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

uint64_t control_milliseconds(void) {
  struct timespec time = {0};
  clock_gettime(CLOCK_BOOTTIME, &time);
  return (uint64_t)time.tv_sec * 1000 + (uint64_t)time.tv_nsec / 1000000;
}

uint64_t control_random(void) {
  uint64_t number;
  if (getrandom(&number, sizeof number, GRND_NONBLOCK) == sizeof number) return number;
  // Early after boot: the time is another one in each life.
  struct timespec time = {0};
  clock_gettime(CLOCK_REALTIME, &time);
  return (uint64_t)time.tv_sec * 1000000000 + (uint64_t)time.tv_nsec;
}

int control_watchdog_open(void) { return open("/dev/watchdog0", O_WRONLY | O_CLOEXEC); }

static void say(int watchdog, char letter) {
  // Where nothing is written there is nothing to do about it: then it bites.
  if (watchdog >= 0 && write(watchdog, &letter, 1) != 1) return;
}

void control_watchdog_pet(int watchdog) { say(watchdog, 'p'); }

void control_watchdog_close(int watchdog) {
  // Linux, Documentation/watchdog/watchdog-api.rst: "Magic Close".
  say(watchdog, 'V');
  if (watchdog >= 0) close(watchdog);
}
