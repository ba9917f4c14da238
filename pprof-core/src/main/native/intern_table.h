/*
 * A table that numbers distinct byte sequences in the order of their first appearance. It only grows, within memory
 * that is reserved at the start and committed as it is used, so an entry stays where it is. Not thread-safe.
 */
#ifndef PPROF4J_INTERN_TABLE_H
#define PPROF4J_INTERN_TABLE_H

#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { FIRST_SLOTS = 1024, MOST_RESERVED = 16 };

typedef struct {
	uint64_t* index; /* open addressing: hash << 32 | number + 1; 0 is free */
	uint32_t mask; /* of its slots; there is room behind them for more */
	uint32_t* start; /* of each entry in data, and the end of the last entry */
	uint32_t count, max;
	uint8_t* data;
	uint32_t capacity;
} Table;

static void* map(size_t bytes) {
	void* memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (memory == MAP_FAILED) return NULL;
	madvise(memory, bytes, MADV_NOHUGEPAGE); /* where these are always used, the first byte would commit 2 MB */
	return memory;
}

/* What is reserved but not yet kept, by the one thread that makes tables. */
static struct {
	void* memory;
	size_t bytes;
} reserved[MOST_RESERVED];
static int reservations;

static void* reserve(size_t bytes) {
	void* memory = reservations == MOST_RESERVED ? NULL : map(bytes);
	if (memory == NULL) return NULL;
	reserved[reservations].memory = memory;
	reserved[reservations++].bytes = bytes;
	return memory;
}

/* Keeps what was reserved, or gives all of it back: another attempt reserves it again. */
static int keep_reserved(int complete) {
	while (reservations > 0) {
		reservations--;
		if (!complete) munmap(reserved[reservations].memory, reserved[reservations].bytes);
	}
	return complete;
}

static uint32_t power_of_two(uint32_t at_least) {
	uint32_t power = 1;
	while (power < at_least) power <<= 1;
	return power;
}

static uint64_t mix(uint64_t hash, uint64_t value) {
	hash = (hash ^ value) * 0x9e3779b97f4a7c15ULL;
	return hash ^ (hash >> 29);
}

static uint64_t hash_bytes(uint64_t hash, const uint8_t* bytes, uint32_t length) {
	for (uint32_t i = 0; i < length; i++) hash = mix(hash, bytes[i]);
	return hash;
}

/* The slot of an entry, or the free slot where it belongs. There is always a free one. */
static uint64_t* slot(const Table* table, const void* bytes, uint32_t length, uint32_t hash) {
	for (uint32_t i = hash & table->mask;; i = (i + 1) & table->mask) {
		uint64_t* entry = &table->index[i];
		if (*entry == 0) return entry;
		uint32_t number = (uint32_t) *entry - 1;
		uint32_t start = table->start[number];
		if (*entry >> 32 == hash && table->start[number + 1] - start == length
				&& memcmp(table->data + start, bytes, length) == 0) {
			return entry;
		}
	}
}

/* Doubles the slots. The new ones lie behind the old ones, which are no longer needed. */
static void double_slots(Table* table) {
	uint64_t* before = table->index;
	uint32_t slots = table->mask + 1;
	table->index += slots;
	table->mask = 2 * slots - 1;
	for (uint32_t i = 0; i < slots; i++) {
		if (before[i] == 0) continue;
		uint32_t to = (uint32_t) (before[i] >> 32) & table->mask;
		while (table->index[to] != 0) to = (to + 1) & table->mask;
		table->index[to] = before[i];
	}
	/* Only whole pages: nothing before the new slots is in use, but the rest of the last page is. */
	uintptr_t page = (uintptr_t) sysconf(_SC_PAGESIZE), from = (uintptr_t) before / page * page,
			to = (uintptr_t) table->index / page * page;
	if (from < to) madvise((void*) from, to - from, MADV_DONTNEED);
}

static uint32_t short_hash(const void* bytes, uint32_t length) {
	return (uint32_t) (hash_bytes(0, bytes, length) >> 32);
}

static int contains(const Table* table, const void* bytes, uint32_t length) {
	return *slot(table, bytes, length, short_hash(bytes, length)) != 0;
}

/* The number of an entry, which is added if it is new; 0 if there is no room for it. */
static uint32_t intern(Table* table, const void* bytes, uint32_t length) {
	uint32_t hash = short_hash(bytes, length);
	uint64_t* entry = slot(table, bytes, length, hash);
	if (*entry != 0) return (uint32_t) *entry - 1;
	uint32_t start = table->start[table->count];
	if (table->count == table->max || table->capacity - start < length) return 0;
	memcpy(table->data + start, bytes, length);
	table->start[++table->count] = start + length;
	*entry = (uint64_t) hash << 32 | table->count;
	if (table->count > table->mask / 2) double_slots(table);
	return table->count - 1;
}

/* Enough slots that half of them are free, and no fewer than at the beginning. */
static size_t most_slots(uint32_t max) {
	return power_of_two(2 * (max + 1) > FIRST_SLOTS ? 2 * (max + 1) : FIRST_SLOTS);
}

static int make_table(Table* table, uint32_t max, uint32_t capacity, const void* first, uint32_t length) {
	table->mask = FIRST_SLOTS - 1;
	table->count = 0;
	table->max = max;
	table->capacity = capacity;
	/* Room for every size that the index grows to, one behind the other. */
	table->index = reserve(2 * most_slots(max) * sizeof(uint64_t));
	table->start = reserve((max + 1) * sizeof(uint32_t));
	table->data = reserve(capacity);
	if (table->index == NULL || table->start == NULL || table->data == NULL) return 0;
	intern(table, first, length);
	return 1;
}

#endif
