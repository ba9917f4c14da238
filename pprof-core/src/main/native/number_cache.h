/*
 * The numbers of recent entries, by hash alone: it is next to impossible that two of a hundred thousand have the same
 * 64 bits. What is overwritten is found again in the tables. The cache starts small, to save memory, and grows as more
 * is put into it. Not thread-safe.
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
	uint32_t mask, most; /* the maximum number of slots, a power of two */
	uint32_t puts;
} NumberCache;

static int make_cache(NumberCache* cache, uint32_t most) {
	*cache = (NumberCache) { reserve(most * sizeof(CachedNumber)), FIRST_CACHED - 1, most, 0 };
	return cache->numbers != NULL;
}

static CachedNumber* slot_of(const NumberCache* cache, uint64_t hash) {
	return &cache->numbers[(hash >> 20) & cache->mask];
}

/* Null if it is not there. */
static const uint32_t* cached(const NumberCache* cache, uint64_t hash) {
	const CachedNumber* slot = slot_of(cache, hash);
	return slot->hash == hash ? &slot->number : NULL;
}

/* Each entry stays where it is, or moves up by the previous size. */
static void double_room(NumberCache* cache) {
	uint32_t before = cache->mask + 1;
	cache->mask = 2 * before - 1;
	for (uint32_t i = 0; i < before; i++) {
		CachedNumber* from = &cache->numbers[i];
		CachedNumber* to = slot_of(cache, from->hash);
		if (from->hash != 0 && to != from) {
			*to = *from;
			*from = (CachedNumber) { 0, 0 };
		}
	}
}

static void put(NumberCache* cache, uint64_t hash, uint32_t number) {
	if (++cache->puts > cache->mask / 2 && cache->mask + 1 < cache->most) double_room(cache);
	*slot_of(cache, hash) = (CachedNumber) { hash, number };
}

#endif
