// Where the vectors enter Swift. They have saved every register of the guest already, and load every one again on
// the way back: a handler need preserve none and returns to nobody, which only C can say. Link-time optimisation
// makes each of these one function with its handler. The argument comes in x20.
#include <stdint.h>

_Noreturn void martlet_enter(uint64_t frame);
_Noreturn void martlet_idle(void);

#define EXIT(kind)                                                                          \
  uint64_t martlet_exit_##kind(uint64_t frame);                                             \
  __attribute__((preserve_none)) _Noreturn void martlet_vector_##kind(uint64_t frame) {     \
    if (!frame) __builtin_unreachable();                                                    \
    uint64_t next = martlet_exit_##kind(frame);                                             \
    if (next) martlet_enter(next);                                                          \
    martlet_idle();                                                                         \
  }

EXIT(synchronous)
EXIT(interrupt)
EXIT(fast_interrupt)
EXIT(error)
