/* Puts more entries into a table and a cache than they have room for, and exits with a message if an entry is not found
 * again. */
#include <stdio.h>
#include <stdlib.h>

#include "../../main/native/number_cache.h"

enum { MOST = 100000, CACHED = 16384 };

static void check(int holds, const char* sentence, uint32_t number) {
	if (holds) return;
	printf("%s: %u\n", sentence, number);
	exit(1);
}

static uint64_t hash_of(uint32_t number) {
	return mix(0, number);
}

static void fill_table(void) {
	Table table;
	check(make_table(&table, MOST, MOST * sizeof(uint32_t), "", 0), "no memory for entries", MOST);
	for (uint32_t i = 1; i < MOST; i++) {
		check(!contains(&table, &i, sizeof i), "found before it was there", i);
		check(intern(&table, &i, sizeof i) == i, "not the next number", i);
	}
	for (uint32_t i = 1; i < MOST; i++) check(intern(&table, &i, sizeof i) == i, "another number", i);
	uint32_t beyond = MOST;
	check(intern(&table, &beyond, sizeof beyond) == 0, "room for more than there is", beyond);
	check(table.count == MOST && table.mask + 1 >= 2 * MOST, "not half free", table.mask);
}

static void fill_cache(uint32_t most, uint32_t numbers) {
	NumberCache cache;
	uint32_t found = 0;
	check(make_cache(&cache, most), "no memory for numbers", most);
	for (uint32_t i = 1; i <= numbers; i++) {
		put(&cache, hash_of(i), i);
		check(cached(&cache, hash_of(i)) != NULL, "lost at once", i);
	}
	for (uint32_t i = 1; i <= numbers; i++) {
		const uint32_t* number = cached(&cache, hash_of(i));
		check(number == NULL || *number == i, "the number of something else", i);
		found += number != NULL;
	}
	check(cache.mask < most, "more than there is room for", cache.mask);
	/* Of n entries put into m slots at random, m * (1 - e^(-n/m)) are not overwritten. */
	check(found >= (numbers < most ? numbers / 2 : most / 2), "hardly anything is kept", found);
	check(cached(&cache, hash_of(numbers + 1)) == NULL, "found what was not put", numbers + 1);
}

/* An entry in the first slot stays there when the cache grows. */
static void grow_cache(void) {
	NumberCache cache;
	check(make_cache(&cache, CACHED), "no memory for numbers", CACHED);
	put(&cache, 1, 1);
	for (uint32_t i = 0; i < CACHED; i++) put(&cache, 1ULL << 20, 2);
	check(cache.mask + 1 == CACHED, "not grown", cache.mask);
	check(cached(&cache, 1) != NULL, "lost when it grew", 1);
}

static size_t pages(void) {
	size_t size = 0;
	FILE* file = fopen("/proc/self/statm", "r");
	check(file != NULL && fscanf(file, "%zu", &size) == 1, "no statm", 0);
	fclose(file);
	return size;
}

/* If there is room for only a part of what is wanted, none of it stays reserved. */
static void want_too_much(void) {
	Table small, large;
	size_t before = pages();
	check(!keep_reserved(make_table(&small, MOST, MOST, "", 0) && make_table(&large, MOST, 1U << 31, "", 0)
		&& reserve(1ULL << 47) != NULL && reserve(1ULL << 47) != NULL), "more than there is", 0);
	check(pages() == before, "pages are left", (uint32_t) (pages() - before));
	check(keep_reserved(make_table(&small, MOST, MOST, "", 0)), "no memory for entries", MOST);
	check(pages() > before, "nothing is kept", 0);
}

int main(void) {
	want_too_much();
	fill_table();
	keep_reserved(1);
	grow_cache();
	keep_reserved(1);
	fill_cache(CACHED, CACHED / 4);
	keep_reserved(1);
	fill_cache(CACHED, 2 * CACHED);
	puts("all found");
	return 0;
}
