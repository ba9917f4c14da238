/*
 * What samples may take of the CPU time, and which of them are left alone where they would take more.
 */
#ifndef PPROF4J_SAMPLING_BUDGET_H
#define PPROF4J_SAMPLING_BUDGET_H

#include "frames.h"

enum {
	WINDOW_MILLIS = 100,
	BURST_MILLIS = 8, /* two ticks of the clock that is used */
	SAVED_MILLIS = 200, /* of CPU time for samples, to begin with and at most */
	IDLE_MICROS = 1000, /* of it in each second, whatever the process does */
	MILLI = 1000000, /* in nanoseconds */
	USUAL_NANOS = 50000, /* for a sample, until some have been taken */
	MOST_SKIPPED = 20 /* in doublings */
};

static uint64_t events, skipped; /* how many the JVM has drawn, and how many of them were left alone; atomic */
static uint64_t events_of[MOST_SKIPPED + 1]; /* those of large objects, by doublings beyond the interval; atomic */
/* One event in 2^before of those of small objects is a sample, and one in 2^after from a certain event on, all in one word:
 * event << 12 | before << 6 | after. Written with the lock held, read atomically without. */
static uint64_t skipping;

static double share; /* of the CPU time of the process that samples may take */
static int64_t budget; /* of CPU time for samples, in nanoseconds: what is left */
static int64_t mean_nanos; /* what a sample has taken lately */
static int64_t spent; /* on samples since the rate of events was last looked at; atomic, without the lock */
static int64_t spent_before; /* that */
static int64_t window_start, window_used, window_events, window_samples; /* when that was, in nanoseconds (read without the
 * lock, too), what the process had used and seen by then, and what was followed up since */
static uint64_t window_events_of[MOST_SKIPPED + 1]; /* what had been seen by then */

/* ---- which ones are left alone ------------------------------------------------------------------------------------ */

static uint32_t skipping_of(uint64_t event) {
	uint64_t packed = __atomic_load_n(&skipping, __ATOMIC_RELAXED);
	return (event < packed >> 12 ? packed >> 6 : packed) & 63;
}

/* Walking a stack takes long: 20 microseconds where it is shallow, 200 where a framework is deep. Where the application goes on
 * allocating so fast that this would be felt, only one event in 2^skipping is followed up, and stands for as many: unbiased,
 * only coarser. It is drawn by lot from each row of as many events, so that what is allocated many times in a row is met as
 * often as it should be. The larger an object, the fewer there can be, and the more each matters: with each doubling beyond
 * the interval it is followed up twice as often. */
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

/* From a certain event on. Called with the lock held. */
static void skip_from(uint64_t event, uint32_t wanted) {
	__atomic_store_n(&skipping, event << 12 | skipping_of(event - 1) << 6 | wanted, __ATOMIC_RELAXED);
}

/* For a change that what has been followed up brings about: where the present row ends, since the lots from there on have
 * nothing to do with it. A change that has not begun yet is left alone, since two do not fit into the word. */
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

/* What the process used while nothing was sampled earns nothing. */
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

/* Of CPU time for all samples. Called with the lock held. */
static int64_t nanos_so_far(void) {
	return spent_before + __atomic_load_n(&spent, __ATOMIC_RELAXED);
}

/* How many of these events are followed up, about, where so much is skipped. */
static double followed_up(const double* seen_of, uint32_t wanted) {
	double sum = 0;
	for (uint32_t beyond = 0; beyond <= MOST_SKIPPED; beyond++) {
		sum += seen_of[beyond] / (double) (1ULL << (wanted > beyond ? wanted - beyond : 0));
	}
	return sum;
}

/* A budget of CPU time for samples: a part of what the process uses, and a little more lest one that hardly does anything
 * goes unseen, saved up so that a burst is followed up in full. The emptier it is, the more is skipped; what was spent beyond
 * it, up to as much again, is made up for before the next burst. Begins a new window, and returns what is to be skipped in
 * it. Called with the lock held. */
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

/* Whatever becomes of the event: as much as in a burst may be skipped for long after it. The time has nothing to do with the
 * lots, so the change begins at once. */
static void adjust_when_due(void) {
	int64_t now = clock_nanos(CLOCK_MONOTONIC_COARSE);
	if (now - __atomic_load_n(&window_start, __ATOMIC_RELAXED) < WINDOW_MILLIS * MILLI) return;
	if (pthread_mutex_trylock(&lock) != 0) return; /* whoever has it, comes here with the next event */
	if (now - window_start >= WINDOW_MILLIS * MILLI) {
		uint32_t wanted = next_window(now, __atomic_load_n(&spent, __ATOMIC_RELAXED));
		skip_from((uint64_t) events_so_far(), wanted);
	}
	pthread_mutex_unlock(&lock);
}

/* Counts a sample. A burst can take all of the budget in less than a window: a quarter of it is enough to look. Called with
 * the lock held. */
static void count_sample(void) {
	window_samples++;
	int64_t now = clock_nanos(CLOCK_MONOTONIC_COARSE), nanos = __atomic_load_n(&spent, __ATOMIC_RELAXED);
	if (now - window_start < BURST_MILLIS * MILLI || nanos <= (budget > 0 ? budget / 4 : MILLI)) return;
	uint32_t wanted = next_window(now, nanos);
	skip_from_next_row((uint64_t) events_so_far(), wanted);
}

#endif
