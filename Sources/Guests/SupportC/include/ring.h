// The two ends of a ring (docs/channel-ring.md) in C. See ring.c.
#pragma once
#include <stdint.h>

// Both, in the `size` bytes at `memory`. 0: they do not go with each other.
uint64_t guest_ring_open(uint64_t memory, uint64_t size);
// A message of so many bytes, 1024 at most, from the first end. 0: it was not sent.
uint64_t guest_ring_send(uint64_t length);
// Its length, at the second end; 0: there is none.
uint64_t guest_ring_receive(void);
