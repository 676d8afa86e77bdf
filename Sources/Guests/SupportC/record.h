// What vectors.S keeps for each CPU, at the bottom of its 16 KiB of stack.
#pragma once

#define RECORD_MASK 0xffffffffffffc000
#define RECORD_RECOVERY 0    // where a probe resumes after a fault; 0: no probe is running
#define RECORD_STACK 8       // its stack pointer
#define RECORD_MASKS 16      // its DAIF
#define RECORD_KIND 24       // which vector was taken; 0: none
#define RECORD_SYNDROME 32   // ESR_EL1
#define RECORD_ADDRESS 40    // FAR_EL1
#define RECORD_RETURN 48     // ELR_EL1
#define RECORD_STATE 56      // SPSR_EL1
#define RECORD_VALUE 64      // x0 and x1 of a probe that came back

// Kinds: 16 for each vector group, plus these.
#define RECORD_SYNCHRONOUS 1
#define RECORD_SERROR 4
