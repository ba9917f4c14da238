/*
 * The sampled objects that are alive, as far as is known. Each new sample examines a few old ones and forgets the dead.
 * If there are more live samples than fit, they are thinned out.
 */
#ifndef PPROF4J_LIVE_OBJECTS_H
#define PPROF4J_LIVE_OBJECTS_H

#include "frames.h"

enum {
	EXAMINED = 4, /* old samples that are looked at for each new one */
	MOST_LEVEL = 11 /* of thinning out, in doublings */
};

/* A sampled object. It stands for 2^(skip_doublings + thin_doublings) of them: see is_skipped() and thin(). */
typedef struct {
	jweak object;
	uint64_t size;
	uint32_t bucket;
	uint16_t skip_doublings, thin_doublings;
} Live;

typedef struct {
	uint64_t objects, bytes;
} Count;

/* What samples stand for in total, how many they are, and the sum of the squares of what each stands for. */
typedef struct {
	uint64_t sum, samples, squares;
} Weights;

static Live* live; /* guarded by the lock of all tables, like everything here */
static uint32_t live_count, live_max;
static uint32_t hand; /* the next old sample to look at */
static int examining; /* whether a thread is looking at old samples; only that thread removes any */
static uint32_t level, examined_at_level, kept_at_level;
static uint64_t lost, random_state = 88172645463325252ULL;

static uint32_t next_random(void) {
	random_state ^= random_state << 13;
	random_state ^= random_state >> 7;
	random_state ^= random_state << 17;
	return (uint32_t) (random_state >> 32);
}

/* If there are more live samples than fit, each is kept with probability 2^-level and stands for 2^level: still
 * unbiased, only coarser. The level rises when room runs out. The first time it rises at once, since by then all
 * samples have been looked at more than once. It rises again when roughly all have been looked at since and that made
 * no room, or when the last room runs out because no thread looks at them, as a snapshot may take its time. */
static void adjust_level(void) {
	int looked_at = examined_at_level >= live_count;
	int running_out = kept_at_level >= live_max / 32;
	if (live_count > live_max / 8 * 7 && level < MOST_LEVEL && (looked_at || running_out)) level++;
	else if (level > 0 && live_count < live_max / 4 && looked_at) level--;
	else return;
	examined_at_level = kept_at_level = 0;
}

/* Whether to drop a sample because there are too many. */
static int thin(Live* sample) {
	if (sample->thin_doublings >= level) return 0;
	sample->thin_doublings++;
	return next_random() & 1;
}

static int keep(jweak object, uint64_t size, uint32_t bucket, uint32_t doublings) {
	adjust_level();
	if ((next_random() & ((1U << level) - 1)) != 0) return 0;
	if (live_count == live_max) {
		lost++;
		return 0;
	}
	kept_at_level++;
	live[live_count++] = (Live) { object, size, bucket, (uint16_t) doublings, (uint16_t) level };
	return 1;
}

static jint is_dead(JNIEnv* env, jweak object) {
	return (*env)->IsSameObject(env, object, NULL);
}

/* Looks at the next few old samples and forgets the dead ones. Called and left with the lock held. */
static void examine_some(JNIEnv* env) {
	jweak objects[EXAMINED];
	uint32_t dead = 0, forgotten = 0, kept = 0, count = live_count < EXAMINED ? live_count : EXAMINED;
	if (examining || count == 0) return;
	examining = 1;
	hand = hand + count <= live_count ? hand : 0;
	for (uint32_t i = 0; i < count; i++) objects[i] = live[hand + i].object;
	pthread_mutex_unlock(&lock);
	for (uint32_t i = 0; i < count; i++) {
		dead |= is_dead(env, objects[i]) ? 1U << i : 0;
	}
	pthread_mutex_lock(&lock);
	for (uint32_t i = count; i-- > 0;) {
		if ((dead >> i & 1) || thin(&live[hand + i])) {
			live[hand + i] = live[--live_count];
			forgotten |= 1U << i;
		} else {
			kept++;
		}
	}
	hand += kept;
	examined_at_level += count;
	examining = 0;
	pthread_mutex_unlock(&lock);
	for (uint32_t i = 0; i < count; i++) {
		if (forgotten >> i & 1) {
			(*env)->DeleteWeakGlobalRef(env, objects[i]);
		}
	}
	pthread_mutex_lock(&lock);
}

/* Counts the samples that are alive, and forgets the dead. Called while examining, without the lock. */
static Weights count_live(JNIEnv* env, uint32_t count, Count* in_use) {
	Weights weights = { 0, 0, 0 };
	for (uint32_t i = 0; i < count; i++) {
		Live* sample = &live[i];
		if (is_dead(env, sample->object)) {
			(*env)->DeleteWeakGlobalRef(env, sample->object);
			sample->object = NULL;
		} else {
			uint32_t doublings = (uint32_t) sample->thin_doublings + sample->skip_doublings;
			in_use[sample->bucket].objects += 1ULL << doublings;
			in_use[sample->bucket].bytes += sample->size << doublings;
			weights.samples++;
			weights.sum += 1ULL << doublings;
			weights.squares += 1ULL << 2 * doublings;
		}
	}
	pthread_mutex_lock(&lock);
	for (uint32_t i = count; i-- > 0;) {
		if (live[i].object == NULL) live[i] = live[--live_count];
	}
	examining = 0;
	pthread_mutex_unlock(&lock);
	return weights;
}

#endif
