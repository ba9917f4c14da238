/*
 * Which waits for monitors are followed up when there are too many.
 */
#ifndef PPROF4J_WAITS_BUDGET_H
#define PPROF4J_WAITS_BUDGET_H

#include "intern_table.h"

enum { FOLLOWED_PER_SECOND = 1000, NANOS_PER_SECOND = 1000000000, MOST_HALVINGS = 30 };

static uint64_t waits, waits_left_alone; /* since the start; atomic, like everything here */
static uint64_t waits_before; /* how many there had been at the beginning of the present second */
static int64_t present_second;
static uint32_t halvings; /* by the number of waits in the previous second */

static uint32_t halvings_for(uint64_t in_a_second) {
	uint32_t needed = 0;
	while (in_a_second >> needed >= FOLLOWED_PER_SECOND && needed < MOST_HALVINGS) needed++;
	return needed;
}

/* The JVM reports the end of a wait when the thread already holds the monitor, for which others wait, and walking a
 * stack takes 20 to 110 microseconds. So when the waits in a second reach FOLLOWED_PER_SECOND, only one in 2, 4, 8...
 * is followed up, chosen at random, and stands for as many: unbiased, only coarser. Returns how many it stands for, 0
 * if it is skipped. */
static uint64_t wait_stands_for(int64_t now) {
	int64_t second = now / NANOS_PER_SECOND, known = __atomic_load_n(&present_second, __ATOMIC_RELAXED);
	uint64_t number = __atomic_add_fetch(&waits, 1, __ATOMIC_RELAXED);
	if (second > known
			&& __atomic_compare_exchange_n(&present_second, &known, second, 0, __ATOMIC_RELAXED, __ATOMIC_RELAXED)) {
		uint64_t before = __atomic_exchange_n(&waits_before, number, __ATOMIC_RELAXED);
		uint32_t needed = second == known + 1 && number > before ? halvings_for(number - before) : 0;
		__atomic_store_n(&halvings, needed, __ATOMIC_RELAXED);
	}
	uint64_t begin = __atomic_load_n(&waits_before, __ATOMIC_RELAXED);
	/* A burst does not show in the count of the previous second. */
	uint32_t shift = __atomic_load_n(&halvings, __ATOMIC_RELAXED), now_needed = number > begin ? halvings_for(number - begin) : 0;
	if (now_needed > shift) shift = now_needed;
	uint64_t mask = (1ULL << shift) - 1;
	if ((mix(mix((uint64_t) second, number), number) >> 32 & mask) == 0) return mask + 1;
	__atomic_fetch_add(&waits_left_alone, 1, __ATOMIC_RELAXED);
	return 0;
}

#endif
