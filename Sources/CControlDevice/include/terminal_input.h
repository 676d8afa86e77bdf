// What somebody types at this process's terminal.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// What is typed comes at once and unchanged from now on. False where standard input is no terminal. A signal that ends the
// process makes the terminal as it was before.
bool control_begin_typing(void);
// The same without a signal. Does nothing where nothing was begun.
void control_end_typing(void);

// What was typed, up to `size` bytes; waits so long for it. 0: nothing yet; below 0: there will be nothing more.
long control_read_typed(void *buffer, size_t size, uint32_t milliseconds);
