/*
 * How much CPU time samples may take, and which of them are skipped when they would take more.
 */
#ifndef PPROF4J_SAMPLING_BUDGET_H
#define PPROF4J_SAMPLING_BUDGET_H

#include "frames.h"

enum {
	WINDOW_MILLIS = 100,
	BURST_MILLIS = 8, /* two ticks of the clock in use, where it ticks every 4 ms */
	SAVED_MILLIS = 200, /* of CPU time for samples, at the start and at most */
	IDLE_MICROS = 1000, /* of that in each second, whatever the process does */
	MILLI = 1000000, /* in nanoseconds */
	USUAL_NANOS = 50000, /* per sample, until some have been taken */
	MOST_SKIPPED = 20 /* in doublings */
};

static uint64_t events, skipped; /* how many the JVM has drawn, and how many of those were skipped; atomic */
static uint64_t events_of[MOST_SKIPPED + 1]; /* those of large objects, by doublings beyond the interval; atomic */
/* For small objects, one event in 2^before is a sample, and from a certain event on one in 2^after, all in one word:
 * event << 12 | before << 6 | after. Written with the lock held, read atomically without it. */
static uint64_t skipping;

static double share; /* of the process's CPU time that samples may take */
static int64_t budget; /* CPU time left for samples, in nanoseconds */
static int64_t mean_nanos; /* what a sample has taken recently */
static int64_t spent; /* on samples since the rate of events was last checked; atomic, without the lock */
static int64_t spent_before; /* on samples before that */
static int64_t window_start, window_used, window_events, window_samples; /* when that was, in nanoseconds (also read
 * without the lock), what the process had used and seen by then, and what has been followed up since */
static uint64_t window_events_of[MOST_SKIPPED + 1]; /* what had been seen by then */

/* ---- which ones are skipped --------------------------------------------------------------------------------------- */

static uint32_t skipping_of(uint64_t event) {
	uint64_t packed = __atomic_load_n(&skipping, __ATOMIC_RELAXED);
	return (event < packed >> 12 ? packed >> 6 : packed) & 63;
}

/* Walking a stack takes long: 20 microseconds where it is shallow, 80 to 110 below a framework. If the application keeps
 * allocating so fast that this would be felt, only one event in 2^skipping is followed up, and stands for as many:
 * unbiased, only coarser. One event is chosen at random from each row of 2^skipping successive events, so that what is
 * allocated many times in succession is met as often as it should be. The larger the objects, the fewer there can be,
 * and the more each matters: with each doubling beyond the interval, an object is followed up twice as often. */
static int is_skipped(uint64_t intervals, uint32_t* doublings) {
	uint64_t number = __atomic_fetch_add(&events, 1, __ATOMIC_RELAXED);
	uint32_t beyond = 0, shift = skipping_of(number);
	for (; intervals > 1 && beyond < MOST_SKIPPED; intervals >>= 1) beyond++;
	if (beyond > 0) __atomic_fetch_add(&events_of[beyond], 1, __ATOMIC_RELAXED);
	shift -= shift < beyond ? shift : beyond;
	uint64_t row = number >> shift, lot = mix(mix(shift, row), row) >> 32;
	*doublings = shift;
	if (((number ^ lot) & ((1ULL << shift) - 1)) == 0) return 0;
	__atomic_fetch_add(&skipped, 1, __ATOMIC_RELAXED);
	return 1;
}

static int64_t events_so_far(void) {
	return (int64_t) __atomic_load_n(&events, __ATOMIC_RELAXED);
}

/* Takes effect from a certain event on. Called with the lock held. */
static void skip_from(uint64_t event, uint32_t wanted) {
	__atomic_store_n(&skipping, event << 12 | skipping_of(event - 1) << 6 | wanted, __ATOMIC_RELAXED);
}

/* For a change that is caused by what has been followed up. It begins where the present row ends, since the random
 * choices from there on are independent of it. A change that has not begun yet is left alone, since two do not fit into
 * the word. */
static void skip_from_next_row(uint64_t seen, uint32_t wanted) {
	uint32_t current = skipping_of(seen);
	if (current != wanted && seen >= skipping >> 12) skip_from(((seen >> current) + 1) << current, wanted);
}

/* ---- how many ------------------------------------------------------------------------------------------------------ */

static void begin_budget(double of_cpu_time) {
	share = of_cpu_time;
	budget = SAVED_MILLIS * MILLI;
	mean_nanos = USUAL_NANOS;
}

/* What the process used while nothing was sampled earns no budget. */
static void begin_window(void) {
	pthread_mutex_lock(&lock);
	__atomic_store_n(&window_start, clock_nanos(CLOCK_MONOTONIC_COARSE), __ATOMIC_RELAXED);
	window_used = clock_nanos(CLOCK_PROCESS_CPUTIME_ID);
	window_events = events_so_far();
	for (uint32_t beyond = 1; beyond <= MOST_SKIPPED; beyond++) {
		window_events_of[beyond] = __atomic_load_n(&events_of[beyond], __ATOMIC_RELAXED);
	}
	window_samples = 0;
	pthread_mutex_unlock(&lock);
}

static void spend(int64_t nanos) {
	__atomic_fetch_add(&spent, nanos, __ATOMIC_RELAXED);
}

/* CPU time for all samples. Called with the lock held. */
static int64_t nanos_so_far(void) {
	return spent_before + __atomic_load_n(&spent, __ATOMIC_RELAXED);
}

/* Roughly how many of these events are followed up when this much is skipped. */
static double followed_up(const double* seen_of, uint32_t wanted) {
	double sum = 0;
	for (uint32_t beyond = 0; beyond <= MOST_SKIPPED; beyond++) {
		sum += seen_of[beyond] / (double) (1ULL << (wanted > beyond ? wanted - beyond : 0));
	}
	return sum;
}

/* Updates the budget of CPU time for samples. It grows by a share of what the process uses, and by a little more so
 * that a process that does almost nothing is still seen; it is saved up so that a burst is followed up in full. The
 * emptier it is, the more is skipped. What was spent beyond it, up to as much again, is made up for before the next
 * burst. Begins a new window, and returns how much to skip in it. Called with the lock held. */
static uint32_t next_window(int64_t now, int64_t nanos) {
	int64_t elapsed = now - window_start, seen = events_so_far();
	__atomic_fetch_sub(&spent, nanos, __ATOMIC_RELAXED);
	spent_before += nanos;
	if (nanos > 0 && window_samples > 0) mean_nanos += (nanos / window_samples - mean_nanos) / 4;
	int64_t used = clock_nanos(CLOCK_PROCESS_CPUTIME_ID);
	double earned = (double) (used - window_used) * share + (double) elapsed * IDLE_MICROS / 1e6;
	double saved = (double) (budget - nanos) + earned, most = SAVED_MILLIS * (double) MILLI;
	budget = (int64_t) (saved > most ? most : saved < -most ? -most : saved);
	double affordable = (budget > 0 ? 4.0 * (double) budget : 0) + earned / (double) elapsed * 1e9 / 2;
	double seen_of[MOST_SKIPPED + 1]; /* in this window, by doublings beyond the interval */
	seen_of[0] = (double) (seen - window_events);
	for (uint32_t beyond = 1; beyond <= MOST_SKIPPED; beyond++) {
		uint64_t count = __atomic_load_n(&events_of[beyond], __ATOMIC_RELAXED);
		seen_of[beyond] = (double) (count - window_events_of[beyond]);
		seen_of[0] -= seen_of[beyond];
		window_events_of[beyond] = count;
	}
	double nanos_each = (double) mean_nanos / (double) elapsed * 1e9;
	uint32_t wanted = 0;
	while (followed_up(seen_of, wanted) * nanos_each > affordable && wanted < MOST_SKIPPED) wanted++;
	__atomic_store_n(&window_start, now, __ATOMIC_RELAXED);
	window_used = used;
	window_events = seen;
	window_samples = 0;
	return wanted;
}

/* Runs whatever becomes of the event; otherwise as much as in a burst might be skipped long after it. The time is
 * independent of the random choices, so the change begins at once. */
static void adjust_when_due(void) {
	int64_t now = clock_nanos(CLOCK_MONOTONIC_COARSE);
	if (now - __atomic_load_n(&window_start, __ATOMIC_RELAXED) < WINDOW_MILLIS * MILLI) return;
	if (pthread_mutex_trylock(&lock) != 0) return; /* whoever holds it comes here with the next event */
	if (now - window_start >= WINDOW_MILLIS * MILLI) {
		uint32_t wanted = next_window(now, __atomic_load_n(&spent, __ATOMIC_RELAXED));
		skip_from((uint64_t) events_so_far(), wanted);
	}
	pthread_mutex_unlock(&lock);
}

/* Counts a sample. A burst can use up the whole budget in less than a window, so a quarter of it is enough to check the
 * rate. Called with the lock held. */
static void count_sample(void) {
	window_samples++;
	int64_t now = clock_nanos(CLOCK_MONOTONIC_COARSE), nanos = __atomic_load_n(&spent, __ATOMIC_RELAXED);
	if (now - window_start < BURST_MILLIS * MILLI || nanos <= (budget > 0 ? budget / 4 : MILLI)) return;
	uint32_t wanted = next_window(now, nanos);
	skip_from_next_row((uint64_t) events_so_far(), wanted);
}

#endif
