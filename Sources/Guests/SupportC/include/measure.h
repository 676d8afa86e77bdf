// The benchmark's measuring routines (measure.S). Results are counter ticks, raw: less `guest_measure_nothing`, they are
// what is measured.
#pragma once
#include <stdint.h>

uint64_t guest_measure_nothing(uint64_t a, uint64_t b);
uint64_t guest_measure_read32(uint64_t address, uint64_t unused);
uint64_t guest_measure_write32(uint64_t address, uint64_t value);
uint64_t guest_measure_hvc(uint64_t function, uint64_t argument);
uint64_t guest_measure_smc(uint64_t function, uint64_t argument);
uint64_t guest_measure_identification(uint64_t a, uint64_t b);
uint64_t guest_measure_acknowledge(uint64_t results);
uint64_t guest_measure_software_interrupt(uint64_t request, uint64_t flag);
uint64_t guest_measure_pend(uint64_t address, uint64_t flag, uint64_t value);
uint64_t guest_measure_store(uint64_t address, uint64_t value);
void guest_measure_spin(uint64_t flag);
uint64_t guest_measure_wait(void);
uint64_t guest_measure_first(uint64_t last);
uint64_t guest_measure_second(uint64_t last);
uint64_t guest_measure_first_vectors(uint64_t last);
uint64_t guest_measure_second_vectors(uint64_t last);
uint64_t guest_measure_leave(uint64_t last);
uint64_t guest_measure_start(uint64_t function, uint64_t cpu, uint64_t entry, uint64_t argument, uint64_t by_smc);
uint64_t guest_measure_abort(uint64_t address);
