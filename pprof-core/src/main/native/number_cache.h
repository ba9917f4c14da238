/*
 * The numbers of what was met lately, by hash alone: that two of a hundred thousand have the same 64 bits is next to
 * impossible. What is overwritten is found again in the tables. It begins small, lest it is in memory for nothing, and gets
 * larger as more is put into it. Not thread-safe.
 */
#ifndef PPROF4J_NUMBER_CACHE_H
#define PPROF4J_NUMBER_CACHE_H

#include "intern_table.h"

enum { FIRST_CACHED = 1024 };

typedef struct {
	uint64_t hash;
	uint32_t number;
} CachedNumber;

typedef struct {
	CachedNumber* numbers;
	uint32_t mask, most; /* how many there is room for at most, a power of two */
	uint32_t put; /* how often something was */
} NumberCache;

static int make_cache(NumberCache* cache, uint32_t most) {
	*cache = (NumberCache) { reserve(most * sizeof(CachedNumber)), FIRST_CACHED - 1, most, 0 };
	return cache->numbers != NULL;
}

static CachedNumber* place_of(const NumberCache* cache, uint64_t hash) {
	return &cache->numbers[(hash >> 20) & cache->mask];
}

/* Null if it is not there. */
static const uint32_t* cached(const NumberCache* cache, uint64_t hash) {
	const CachedNumber* place = place_of(cache, hash);
	return place->hash == hash ? &place->number : NULL;
}

/* Each stays where it is, or goes as far behind as there was room before. */
static void double_room(NumberCache* cache) {
	uint32_t before = cache->mask + 1;
	cache->mask = 2 * before - 1;
	for (uint32_t i = 0; i < before; i++) {
		CachedNumber* from = &cache->numbers[i];
		CachedNumber* to = place_of(cache, from->hash);
		if (from->hash != 0 && to != from) {
			*to = *from;
			*from = (CachedNumber) { 0, 0 };
		}
	}
}

static void put(NumberCache* cache, uint64_t hash, uint32_t number) {
	if (++cache->put > cache->mask / 2 && cache->mask + 1 < cache->most) double_room(cache);
	*place_of(cache, hash) = (CachedNumber) { hash, number };
}

#endif
