// SPDX-License-Identifier: BSD-3-Clause
// Copyright (c) 2026, the Martlet authors
//
// One end of a Martlet channel: messages both ways through memory that two machines share. Layout, rules and what a hostile
// peer can do: docs/channel-ring.md in Martlet's repository. C11, no library, no memory but what the caller gives; for Linux
// programs and for bare-metal guests. Little-endian processors only.
//
//   struct martlet_channel channel;
//   struct martlet_half first, second;
//   martlet_channel_split(size, &first, &second);
//   if (!martlet_channel_open(&channel, memory, size, second, first)) ...   // own half, then the peer's
//   for (;;) {
//     switch (martlet_channel_receive(&channel, buffer, sizeof buffer, &length)) { ... }
//     bool may_sleep = martlet_channel_wait(&channel);
//     if (martlet_channel_take_bell(&channel)) ring the doorbell;
//     if (may_sleep) wait for the interrupt;
//   }
#ifndef MARTLET_CHANNEL_H
#define MARTLET_CHANNEL_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

_Static_assert(sizeof(_Atomic uint32_t) == 4 && sizeof(_Atomic uint64_t) == 8, "atomics with locks inside");

enum {
  MARTLET_CHANNEL_HEADER = 256,  // bytes of a half before its records
  MARTLET_CHANNEL_IDENTIFICATION = 0x0143524D,  // "MRC" and the version, 1
};

// "Wake me at none", in place of an index.
#define MARTLET_CHANNEL_NEVER UINT32_MAX

// Where the words of a half's header are.
enum martlet_channel_word {
  MARTLET_WORD_IDENTIFICATION = 0,
  MARTLET_WORD_CAPACITY = 4,
  MARTLET_WORD_GENERATION = 8,
  MARTLET_WORD_ECHO = 12,
  MARTLET_WORD_REFUSED = 16,
  MARTLET_WORD_TAIL = 64,
  MARTLET_WORD_ROOM = 68,
  MARTLET_WORD_HEAD = 128,
  MARTLET_WORD_WAKE = 132,
};

// The part of the memory that one end writes and the other only reads.
struct martlet_half {
  size_t offset;  // a multiple of 64
  size_t size;    // at least MARTLET_CHANNEL_HEADER
};

// What became of a message, or what there is to receive.
enum martlet_channel_result {
  MARTLET_CHANNEL_DONE,      // sent, or received
  MARTLET_CHANNEL_AGAIN,     // there is no room now, or no message
  MARTLET_CHANNEL_TOO_LONG,  // for the ring, or, received, for the buffer: the length is told, the message stays
  MARTLET_CHANNEL_DOWN,      // nobody is at the other end, or has just started anew: what was under way is lost
  MARTLET_CHANNEL_REFUSED,   // the peer broke the rules, or says that we did: until one of both starts anew
};

// One end. For one thread at a time.
struct martlet_channel {
  unsigned char *own, *peer;             // the halves
  uint32_t own_capacity, peer_capacity;  // bytes for records
  uint32_t generation;                   // of this life of this end, not 0
  uint32_t accepted;                     // the peer's that this end goes with; 0: none
  uint32_t tail, head;                   // where our next record goes, where the peer's next is
  bool is_linked;  // the peer was seen to go with this end, too: an index of its that was loaded since is of this life
  bool is_refused, bell;
};

// What follows up to the next line like this is not for programs.
// ------------------------------------------------------------------------------------------------------------------------

static inline uint32_t martlet_load(const unsigned char *half, enum martlet_channel_word word) {
  return atomic_load_explicit((const _Atomic uint32_t *)(const void *)(half + word), memory_order_acquire);
}

static inline void martlet_store(unsigned char *half, enum martlet_channel_word word, uint32_t value) {
  atomic_store_explicit((_Atomic uint32_t *)(void *)(half + word), value, memory_order_release);
}

// Indices count bytes, and go around after two rounds of the records, so that full and empty differ.

static inline bool martlet_is_index(uint32_t capacity, uint32_t index) {
  return index < 2 * capacity && index % 8 == 0;
}

static inline uint32_t martlet_distance(uint32_t capacity, uint32_t from, uint32_t to) {
  return to >= from ? to - from : to + 2 * capacity - from;
}

// By at most two rounds.
static inline uint32_t martlet_advance(uint32_t capacity, uint32_t index, uint32_t bytes) {
  uint32_t next = index + bytes;
  return next >= 2 * capacity ? next - 2 * capacity : next;
}

// Whether a step passes the mark that the peer set.
static inline bool martlet_passes(uint32_t capacity, uint32_t mark, uint32_t from, uint32_t to) {
  return martlet_is_index(capacity, mark) &&
         martlet_distance(capacity, from, mark) < martlet_distance(capacity, from, to);
}

static inline _Atomic uint64_t *martlet_place(unsigned char *half, uint32_t capacity, uint32_t index) {
  return (_Atomic uint64_t *)(void *)(half + MARTLET_CHANNEL_HEADER + (index >= capacity ? index - capacity : index));
}

// What a message takes of the capacity.
static inline uint32_t martlet_record_size(uint32_t length) { return (length + 15) & ~UINT32_C(7); }

static inline void martlet_rewind(struct martlet_channel *channel) {
  channel->tail = 0;
  channel->head = 0;
  martlet_store(channel->own, MARTLET_WORD_TAIL, 0);
  martlet_store(channel->own, MARTLET_WORD_HEAD, 0);
  martlet_store(channel->own, MARTLET_WORD_ROOM, MARTLET_CHANNEL_NEVER);
  martlet_store(channel->own, MARTLET_WORD_WAKE, MARTLET_CHANNEL_NEVER);
}

static inline enum martlet_channel_result martlet_refuse(struct martlet_channel *channel) {
  channel->is_refused = true;
  martlet_store(channel->own, MARTLET_WORD_REFUSED, channel->accepted);
  channel->bell = true;
  return MARTLET_CHANNEL_REFUSED;
}

// Begins from the start with a peer that is new, or gone.
static inline void martlet_follow(struct martlet_channel *channel, uint32_t generation) {
  martlet_store(channel->own, MARTLET_WORD_ECHO, 0);
  martlet_store(channel->own, MARTLET_WORD_REFUSED, 0);
  channel->is_refused = false;
  channel->is_linked = false;
  martlet_rewind(channel);
  channel->accepted = generation;
  channel->bell = true;
  if (generation == 0) return;
  if (martlet_load(channel->peer, MARTLET_WORD_IDENTIFICATION) != MARTLET_CHANNEL_IDENTIFICATION ||
      martlet_load(channel->peer, MARTLET_WORD_CAPACITY) != channel->peer_capacity) {
    martlet_refuse(channel);
    return;
  }
  martlet_store(channel->own, MARTLET_WORD_ECHO, generation);
}

// DONE where both go with each other. Behind the load of the peer's index: an index of a new life is seen only together
// with the new generation.
static inline enum martlet_channel_result martlet_link(struct martlet_channel *channel) {
  uint32_t generation = martlet_load(channel->peer, MARTLET_WORD_GENERATION);
  if (generation != channel->accepted) {
    martlet_follow(channel, generation);
    return MARTLET_CHANNEL_DOWN;
  }
  if (generation == 0) return MARTLET_CHANNEL_DOWN;
  if (channel->is_refused) return MARTLET_CHANNEL_REFUSED;
  if (martlet_load(channel->peer, MARTLET_WORD_REFUSED) == channel->generation) return MARTLET_CHANNEL_REFUSED;
  // The first time it may have been said between the load of the index, which is of the life before then, and now.
  bool was_linked = channel->is_linked;
  channel->is_linked = martlet_load(channel->peer, MARTLET_WORD_ECHO) == channel->generation;
  return channel->is_linked && was_linked ? MARTLET_CHANNEL_DONE : MARTLET_CHANNEL_DOWN;
}

// Whether `peer_head` is one, and then how many bytes are free.
static inline bool martlet_room(const struct martlet_channel *channel, uint32_t peer_head, uint32_t *room) {
  if (!martlet_is_index(channel->own_capacity, peer_head)) return false;
  uint32_t used = martlet_distance(channel->own_capacity, peer_head, channel->tail);
  if (used > channel->own_capacity) return false;
  *room = channel->own_capacity - used;
  return true;
}

// Whether there is a record at the head that may be one, and then its length.
static inline bool martlet_length(const struct martlet_channel *channel, uint32_t peer_tail, uint32_t *length) {
  if (!martlet_is_index(channel->peer_capacity, peer_tail)) return false;
  uint32_t used = martlet_distance(channel->peer_capacity, channel->head, peer_tail);
  if (used > channel->peer_capacity) return false;
  *length = (uint32_t)atomic_load_explicit(martlet_place(channel->peer, channel->peer_capacity, channel->head),
                                           memory_order_relaxed);
  // Of lengths near 2^32 the record's size would come out small.
  return *length <= used && martlet_record_size(*length) <= used;
}

static inline void martlet_drop(struct martlet_channel *channel, uint32_t length) {
  uint32_t next = martlet_advance(channel->peer_capacity, channel->head, martlet_record_size(length));
  martlet_store(channel->own, MARTLET_WORD_HEAD, next);
  atomic_thread_fence(memory_order_seq_cst);
  uint32_t mark = martlet_load(channel->peer, MARTLET_WORD_ROOM);
  if (martlet_passes(channel->peer_capacity, mark, channel->head, next)) channel->bell = true;
  channel->head = next;
}

// ------------------------------------------------------------------------------------------------------------------------

// Two halves of the same size: the memory's, halved and rounded down to a multiple of 64.
static inline void martlet_channel_split(size_t size, struct martlet_half *first, struct martlet_half *second) {
  size_t half = size / 2 & ~(size_t)63;
  first->offset = 0;
  first->size = half;
  second->offset = half;
  second->size = half;
}

// Starts anew: what was under way in either direction is lost.
static inline void martlet_channel_restart(struct martlet_channel *channel) {
  // A generation that the peer has neither now nor refused, so that it notices.
  uint32_t echo = martlet_load(channel->peer, MARTLET_WORD_ECHO);
  uint32_t refused = martlet_load(channel->peer, MARTLET_WORD_REFUSED);
  uint32_t generation = martlet_load(channel->own, MARTLET_WORD_GENERATION);
  do {
    generation++;
  } while (generation == 0 || generation == echo || generation == refused);
  channel->generation = generation;
  channel->accepted = 0;
  channel->is_linked = false;
  channel->is_refused = false;
  martlet_store(channel->own, MARTLET_WORD_GENERATION, 0);
  martlet_store(channel->own, MARTLET_WORD_ECHO, 0);
  martlet_store(channel->own, MARTLET_WORD_REFUSED, 0);
  martlet_rewind(channel);
  martlet_store(channel->own, MARTLET_WORD_CAPACITY, channel->own_capacity);
  martlet_store(channel->own, MARTLET_WORD_IDENTIFICATION, MARTLET_CHANNEL_IDENTIFICATION);
  martlet_store(channel->own, MARTLET_WORD_GENERATION, generation);
  channel->bell = true;
}

// Becomes the end whose half is `own`, of the `size` bytes at `memory`, which is a multiple of 64. Takes the place of whoever
// was it before. False where the halves do not fit into the memory or overlap.
static inline bool martlet_channel_open(struct martlet_channel *channel, void *memory, size_t size,
                                        struct martlet_half own, struct martlet_half peer) {
  const size_t most = MARTLET_CHANNEL_HEADER + ((size_t)1 << 30);
  if (own.offset % 64 || peer.offset % 64 || (uintptr_t)memory % 64) return false;
  if (own.size < MARTLET_CHANNEL_HEADER || own.size >= most + 8 || own.offset > size || own.size > size - own.offset)
    return false;
  if (peer.size < MARTLET_CHANNEL_HEADER || peer.size >= most + 8 || peer.offset > size ||
      peer.size > size - peer.offset)
    return false;
  if (own.offset < peer.offset + peer.size && peer.offset < own.offset + own.size) return false;
  channel->own = (unsigned char *)memory + own.offset;
  channel->peer = (unsigned char *)memory + peer.offset;
  channel->own_capacity = (uint32_t)(own.size - MARTLET_CHANNEL_HEADER) & ~UINT32_C(7);
  channel->peer_capacity = (uint32_t)(peer.size - MARTLET_CHANNEL_HEADER) & ~UINT32_C(7);
  martlet_channel_restart(channel);
  return true;
}

// Whether to notify the peer, since it was asked last. To be asked after anything that was done, before sleeping at the latest.
static inline bool martlet_channel_take_bell(struct martlet_channel *channel) {
  bool bell = channel->bell;
  channel->bell = false;
  return bell;
}

// Whether there is a peer that goes with this end. Where this tells of a change, what was under way is lost.
static inline bool martlet_channel_is_up(struct martlet_channel *channel) {
  return martlet_link(channel) != MARTLET_CHANNEL_REFUSED && channel->is_linked;
}

// Sends `length` bytes, which may be none.
static inline enum martlet_channel_result martlet_channel_send(struct martlet_channel *channel, const void *message,
                                                               size_t length) {
  const unsigned char *bytes = (const unsigned char *)message;
  uint32_t peer_head = martlet_load(channel->peer, MARTLET_WORD_HEAD), capacity = channel->own_capacity, room;
  enum martlet_channel_result link = martlet_link(channel);
  if (link != MARTLET_CHANNEL_DONE) return link;
  if (capacity < 8 || length > capacity - 8) return MARTLET_CHANNEL_TOO_LONG;
  if (!martlet_room(channel, peer_head, &room)) return martlet_refuse(channel);
  uint32_t size = martlet_record_size((uint32_t)length), index = channel->tail;
  if (size > room) return MARTLET_CHANNEL_AGAIN;
  atomic_store_explicit(martlet_place(channel->own, capacity, index), length, memory_order_relaxed);
  for (size_t position = 0; position < length; position += 8) {
    uint64_t word = 0;
    for (size_t i = 0; i < 8 && position + i < length; i++) word |= (uint64_t)bytes[position + i] << 8 * i;
    index = martlet_advance(capacity, index, 8);
    atomic_store_explicit(martlet_place(channel->own, capacity, index), word, memory_order_relaxed);
  }
  uint32_t next = martlet_advance(capacity, channel->tail, size);
  martlet_store(channel->own, MARTLET_WORD_TAIL, next);
  atomic_thread_fence(memory_order_seq_cst);
  if (martlet_passes(capacity, martlet_load(channel->peer, MARTLET_WORD_WAKE), channel->tail, next))
    channel->bell = true;
  channel->tail = next;
  return MARTLET_CHANNEL_DONE;
}

// Copies the oldest message to `buffer`, which has `size` bytes, and lets the peer have its room.
static inline enum martlet_channel_result martlet_channel_receive(struct martlet_channel *channel, void *buffer,
                                                                  size_t size, size_t *length) {
  unsigned char *bytes = (unsigned char *)buffer;
  uint32_t peer_tail = martlet_load(channel->peer, MARTLET_WORD_TAIL), count;
  enum martlet_channel_result link = martlet_link(channel);
  *length = 0;
  if (link != MARTLET_CHANNEL_DONE) return link;
  if (peer_tail == channel->head) return MARTLET_CHANNEL_AGAIN;
  if (!martlet_length(channel, peer_tail, &count)) return martlet_refuse(channel);
  *length = count;
  if (count > size) return MARTLET_CHANNEL_TOO_LONG;
  uint32_t index = channel->head;
  for (size_t position = 0; position < count; position += 8) {
    index = martlet_advance(channel->peer_capacity, index, 8);
    uint64_t word = atomic_load_explicit(martlet_place(channel->peer, channel->peer_capacity, index),
                                         memory_order_relaxed);
    for (size_t i = 0; i < 8 && position + i < count; i++) bytes[position + i] = (unsigned char)(word >> 8 * i);
  }
  martlet_drop(channel, count);
  return MARTLET_CHANNEL_DONE;
}

// Lets go of the oldest message unread, which may have been too long for the buffer.
static inline void martlet_channel_skip(struct martlet_channel *channel) {
  uint32_t peer_tail = martlet_load(channel->peer, MARTLET_WORD_TAIL), length;
  if (martlet_link(channel) != MARTLET_CHANNEL_DONE || peer_tail == channel->head) return;
  if (martlet_length(channel, peer_tail, &length))
    martlet_drop(channel, length);
  else
    martlet_refuse(channel);
}

// Asks to be notified when there is a message. True: the caller may sleep until it is notified, and then try again, once it has
// taken the bell. False: there is something already.
static inline bool martlet_channel_wait(struct martlet_channel *channel) {
  martlet_link(channel);
  martlet_store(channel->own, MARTLET_WORD_WAKE, channel->head);
  atomic_thread_fence(memory_order_seq_cst);
  uint32_t peer_tail = martlet_load(channel->peer, MARTLET_WORD_TAIL), before = channel->accepted;
  bool was_linked = channel->is_linked;
  if (martlet_link(channel) != MARTLET_CHANNEL_DONE)
    return channel->accepted == before && channel->is_linked == was_linked;
  return peer_tail == channel->head;
}

// The same for room for a message of `length` bytes.
static inline bool martlet_channel_wait_for_room(struct martlet_channel *channel, size_t length) {
  uint32_t capacity = channel->own_capacity, room;
  martlet_link(channel);
  if (capacity < 8 || length > capacity - 8) return false;
  uint32_t size = martlet_record_size((uint32_t)length);
  // The peer's index at which there is just enough; passed is the one before.
  uint32_t enough = martlet_advance(capacity, channel->tail, size + capacity);
  martlet_store(channel->own, MARTLET_WORD_ROOM, martlet_advance(capacity, enough, 2 * capacity - 8));
  atomic_thread_fence(memory_order_seq_cst);
  uint32_t peer_head = martlet_load(channel->peer, MARTLET_WORD_HEAD), before = channel->accepted;
  bool was_linked = channel->is_linked;
  if (martlet_link(channel) != MARTLET_CHANNEL_DONE)
    return channel->accepted == before && channel->is_linked == was_linked;
  return martlet_room(channel, peer_head, &room) && room < size;
}

#endif
