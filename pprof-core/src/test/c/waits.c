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
static uint64_t second_of(int64_t second, uint64_t how_many, uint64_t* counted) {
	uint64_t followed = 0;
	for (uint64_t i = 0; i < how_many; i++) {
		uint64_t stands_for = wait_stands_for(second * NANOS_PER_SECOND + (int64_t) (i * (NANOS_PER_SECOND - 1) / how_many));
		*counted += stands_for;
		followed += stands_for > 0;
	}
	return followed;
}

int main(void) {
	uint64_t counted = 0;
	check(second_of(1, 999, &counted) == 999 && counted == 999, "few waits are left alone", (double) counted);
	for (uint64_t rate = 10000; rate <= 1000000; rate *= 10) {
		int64_t begin = (int64_t) rate;
		counted = 0;
		uint64_t burst = second_of(begin, rate, &counted);
		/* A thousand, then half a thousand for each doubling. */
		check(burst > 1000 && burst < 7000, "followed up in the first second", (double) burst);
		uint64_t followed = 0;
		counted = 0;
		for (int i = 1; i <= 20; i++) followed += second_of(begin + i, rate, &counted);
		check(followed > 20 * 400 && followed < 20 * 1100, "followed up in twenty more", (double) followed);
		double share = (double) counted / (20.0 * (double) rate);
		/* At least 8,000 draws: a standard error of at most 1.1 %. */
		check(share > 0.95 && share < 1.05, "counted of all", share);
	}
	counted = 0;
	check(second_of(2000000, 100, &counted) == 100 && counted == 100, "the budget is not there again", (double) counted);
	puts("waits stand for all");
	return 0;
}
