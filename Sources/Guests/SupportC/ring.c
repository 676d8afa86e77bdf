// Two ends of a ring in C, for the guest that measures what it costs. Compiled for a machine without an MMU, as all here.
#include <martlet_channel.h>
#include "CGuestSupport.h"

static struct martlet_channel ends[2];
static unsigned char message[1024];

uint64_t guest_ring_open(uint64_t memory, uint64_t size) {
  struct martlet_half halves[2];
  martlet_channel_split(size, &halves[0], &halves[1]);
  for (int i = 0; i < 2; i++)
    if (!martlet_channel_open(&ends[i], (void *)memory, size, halves[i], halves[1 - i])) return 0;
  for (int i = 0; i < 4; i++) martlet_channel_is_up(&ends[i & 1]);
  return martlet_channel_is_up(&ends[0]) && martlet_channel_is_up(&ends[1]);
}

uint64_t guest_ring_send(uint64_t length) {
  return martlet_channel_send(&ends[0], message, length) == MARTLET_CHANNEL_DONE;
}

uint64_t guest_ring_receive(void) {
  size_t length;
  return martlet_channel_receive(&ends[1], message, sizeof message, &length) == MARTLET_CHANNEL_DONE ? length : 0;
}
