/* Has virtual threads wait more and more often, and exits with a message if more waits are followed up than the budget
 * allows, or if those followed up do not stand for all. Time is simulated. */
#include <stdio.h>
#include <stdlib.h>

#include "../../main/native/waits_budget.h"

static void check(int holds, const char* sentence, double number) {
	if (holds) return;
	printf("%s: %f\n", sentence, number);
	exit(1);
}

/* Returns how many were followed up, and adds up what they stand for. */
static uint64_t second_of(int64_t second, uint64_t how_many, uint64_t* told) {
	uint64_t followed = 0;
	for (uint64_t i = 0; i < how_many; i++) {
		uint64_t stands_for = waits_told_by(second * NANOS_PER_SECOND + (int64_t) (i * (NANOS_PER_SECOND - 1) / how_many));
		*told += stands_for;
		followed += stands_for > 0;
	}
	return followed;
}

int main(void) {
	uint64_t told = 0;
	check(second_of(1, 999, &told) == 999 && told == 999, "few waits are left alone", (double) told);
	for (uint64_t rate = 10000; rate <= 1000000; rate *= 10) {
		int64_t begin = (int64_t) rate;
		told = 0;
		uint64_t burst = second_of(begin, rate, &told);
		/* A thousand, then half a thousand for each doubling. */
		check(burst > 1000 && burst < 7000, "followed up in the first second", (double) burst);
		uint64_t followed = 0;
		told = 0;
		for (int i = 1; i <= 20; i++) followed += second_of(begin + i, rate, &told);
		check(followed > 20 * 400 && followed < 20 * 1100, "followed up in twenty more", (double) followed);
		double share = (double) told / (20.0 * (double) rate);
		/* At least 8,000 draws: a standard error of at most 1.1 %. */
		check(share > 0.95 && share < 1.05, "told of all", share);
	}
	told = 0;
	check(second_of(2000000, 100, &told) == 100 && told == 100, "the budget is not there again", (double) told);
	puts("waits stand for all");
	return 0;
}
