// What the compiler expects of every image, and the guests' static memory.
#include "CGuestSupport.h"
#include <stddef.h>

uint64_t guest_support_words[128];
uint64_t guest_words[16384];

uintptr_t __stack_chk_guard = 0x6d6172746c657421;
__attribute__((noreturn)) void __stack_chk_fail(void) {
  for (;;) __asm__ volatile("brk #2");
}

void *memcpy(void *restrict to, const void *restrict from, size_t size) {
  unsigned char *target = to;
  const unsigned char *source = from;
  for (size_t i = 0; i < size; i++) target[i] = source[i];
  return to;
}

void *memmove(void *to, const void *from, size_t size) {
  unsigned char *target = to;
  const unsigned char *source = from;
  if (target <= source) return memcpy(to, from, size);
  while (size-- > 0) target[size] = source[size];
  return to;
}

void *memset(void *to, int value, size_t size) {
  unsigned char *target = to;
  for (size_t i = 0; i < size; i++) target[i] = (unsigned char)value;
  return to;
}
