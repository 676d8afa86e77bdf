// What programs for guests need of Linux beside its devices' memory: time, numbers that nobody had before, the watchdog.
#pragma once

#include <stdint.h>

// Since the system started.
uint64_t control_milliseconds(void);
uint64_t control_random(void);

// Turns the watchdog /dev/watchdog0 on; -1 where there is none, or another program has it.
int control_watchdog_open(void);
void control_watchdog_pet(int watchdog);
// Turns it off.
void control_watchdog_close(int watchdog);
