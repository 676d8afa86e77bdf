// The three functions that compiled code may call without being asked. Words where both ends are aligned, bytes
// elsewhere: alignment is strict, since Device memory and the time before the MMU allow nothing else.
#include <stddef.h>
#include <stdint.h>

void *memcpy(void *restrict to, const void *restrict from, size_t count) {
  uint8_t *out = to;
  const uint8_t *in = from;
  if ((((uintptr_t)out | (uintptr_t)in) & 7) == 0) {
    for (; count >= 32; count -= 32, out += 32, in += 32) {
      uint64_t a = ((const uint64_t *)in)[0], b = ((const uint64_t *)in)[1];
      uint64_t c = ((const uint64_t *)in)[2], d = ((const uint64_t *)in)[3];
      ((uint64_t *)out)[0] = a;
      ((uint64_t *)out)[1] = b;
      ((uint64_t *)out)[2] = c;
      ((uint64_t *)out)[3] = d;
    }
    for (; count >= 8; count -= 8, out += 8, in += 8) *(uint64_t *)out = *(const uint64_t *)in;
  }
  for (; count > 0; count--) *out++ = *in++;
  return to;
}

void *memset(void *to, int value, size_t count) {
  uint8_t *out = to;
  uint64_t word = (uint8_t)value * 0x0101010101010101u;
  if (((uintptr_t)out & 7) == 0) {
    for (; count >= 32; count -= 32, out += 32) {
      ((uint64_t *)out)[0] = word;
      ((uint64_t *)out)[1] = word;
      ((uint64_t *)out)[2] = word;
      ((uint64_t *)out)[3] = word;
    }
    for (; count >= 8; count -= 8, out += 8) *(uint64_t *)out = word;
  }
  for (; count > 0; count--) *out++ = (uint8_t)value;
  return to;
}

void *memmove(void *to, const void *from, size_t count) {
  uint8_t *out = to;
  const uint8_t *in = from;
  if (out <= in || out >= in + count) return memcpy(to, from, count);
  out += count;
  in += count;
  if ((((uintptr_t)out | (uintptr_t)in) & 7) == 0) {
    for (; count >= 8; count -= 8) *(uint64_t *)(out -= 8) = *(const uint64_t *)(in -= 8);
  }
  for (; count > 0; count--) *--out = *--in;
  return to;
}
