/* Follows up an hour of events of one size, and exits with a message if that takes more than the budget allows. Time is
 * simulated: each sample takes SAMPLE_NANOS. */
#include <stdio.h>
#include <stdlib.h>

#include "../../main/native/sampling_budget.h"

enum { SAMPLE_NANOS = 150000, WINDOWS = 36000 /* of 0.1 s */ };

static void check(int holds, const char* sentence, double number) {
	if (holds) return;
	printf("%s: %f\n", sentence, number);
	exit(1);
}

/* Returns the milliseconds spent. */
static double hour_of(uint64_t intervals, int per_window) {
	double total = 0;
	int64_t now = window_start;
	for (int window = 0; window < WINDOWS; window++) {
		int64_t nanos = 0;
		for (int i = 0; i < per_window; i++) {
			uint32_t doublings;
			if (is_skipped(intervals, &doublings)) continue;
			nanos += SAMPLE_NANOS;
			window_samples++;
		}
		spend(nanos);
		now += WINDOW_MILLIS * (int64_t) MILLI;
		skip_from((uint64_t) events_so_far(), next_window(now, nanos));
		total += (double) nanos / MILLI;
	}
	return total;
}

int main(void) {
	const uint64_t sizes[] = { 0, 2, 16, 1024 }; /* in sampling intervals: from 512 KB to 512 MB, for example */
	double allowed = WINDOWS * WINDOW_MILLIS / 1000 * (double) IDLE_MICROS / 1000;
	begin_budget(0);
	for (int i = 0; i < 4; i++) {
		double spent = hour_of(sizes[i], 40);
		check(spent > 0, "nothing is followed up", (double) sizes[i]);
		check(spent < 1.2 * allowed, "milliseconds of an hour that may have 3,600 and 20 %", spent);
	}
	/* Five minutes: an extreme burst at the start, then nothing. */
	for (int window = 0; window < 3000; window++) {
		int64_t nanos = window == 0 ? 10000LL * SAMPLE_NANOS : 0;
		spend(nanos);
		skip_from((uint64_t) events_so_far(), next_window(window_start + WINDOW_MILLIS * (int64_t) MILLI, nanos));
	}
	check(budget > 0, "a debt for longer than a burst", (double) budget);
	puts("within the budget");
	return 0;
}
