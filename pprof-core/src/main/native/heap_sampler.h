/*
 * Samples allocations by stack, class and size, and remembers which of the sampled objects are still alive.
 *
 * The JVM draws the samples (JEP 331): a Poisson process over the bytes allocated. Here they are counted, raw; what
 * they stand for is computed where they are read.
 */
#ifndef PPROF4J_HEAP_SAMPLER_H
#define PPROF4J_HEAP_SAMPLER_H

#include "frames.h"
#include "live_objects.h"

enum {
	EXACT_SIZES = 8, /* for one stack and class; further sizes are rounded up by at most a quarter */
	SHARED_BUCKETS = 160, /* room for all rounded sizes of the entry that holds what did not fit */
	WINDOW_MILLIS = 100,
	BURST_MILLIS = 8, /* two ticks of the clock that is used */
	SAVED_MILLIS = 200, /* of CPU time for samples, to begin with and at most */
	IDLE_MICROS = 1000, /* of it in each second, whatever the process does */
	MILLI = 1000000, /* in nanoseconds */
	USUAL_NANOS = 50000, /* for a sample, until some have been taken */
	MAX_WAITS = 50000, /* of 100 microseconds */
	HEADER = 15, /* longs of a snapshot; the last three are about what is in use: */
	IN_USE_SUM = 12,
	IN_USE_SAMPLES = 13,
	IN_USE_SQUARES = 14,
	FIGURES = 7
};

typedef struct {
	uint32_t trace;
	uint32_t words; /* size of the object in units of 8 bytes, to which the JVM aligns */
} Bucket;

/* A cache: an entry that is overwritten is found again in the tables. */
typedef struct {
	uint64_t hash;
	uint32_t trace;
} CachedTrace;

static jint interval;

static uint64_t events, skipped; /* how many the JVM has drawn, and how many of them were left alone; atomic */
/* One event in 2^before of those of small objects is a sample, and one in 2^after from a certain event on, all in one word:
 * event << 12 | before << 6 | after. Written with the lock held, read atomically without. */
static uint64_t skipping;

static Table traces, buckets;
static uint8_t* sizes; /* of each trace: how many it has */
static Count* allocated; /* of each bucket */
static uint64_t samples, squares; /* what was followed up, and the squares of what each of it stands for */
static double share; /* of the CPU time of the process that samples may take */
static int64_t budget; /* of CPU time for samples, in nanoseconds: what is left */
static int64_t mean_nanos; /* what a sample has taken lately */
static int64_t spent; /* on samples since the rate of events was last looked at; atomic, without the lock */
static int64_t spent_before; /* that */
static int64_t window_start, window_used, window_events, window_samples; /* when that was, in nanoseconds (read without the
 * lock, too), what the process had used and seen by then, and what was followed up since */

static CachedTrace* trace_cache;
static uint32_t trace_mask;

/* ---- the start of it ---------------------------------------------------------------------------------------------- */

static int make_tables(uint32_t max_stacks, uint32_t max_live) {
	static const uint32_t no_class = 0;
	static const Bucket no_bucket = { 0, 0 };
	uint32_t max_buckets = 4 * max_stacks + SHARED_BUCKETS;
	trace_mask = power_of_two(2 * max_stacks) - 1;
	live_max = max_live;
	return make_table(&traces, max_stacks + 1, max_stacks * 4 * (MAX_DEPTH + 2), &no_class, sizeof no_class)
		&& make_table(&buckets, max_buckets, max_buckets * sizeof(Bucket), &no_bucket, sizeof no_bucket)
		&& (sizes = reserve(max_stacks + 1)) != NULL
		&& (allocated = reserve(max_buckets * sizeof(Count))) != NULL
		&& (trace_cache = reserve((trace_mask + 1) * sizeof(CachedTrace))) != NULL
		&& (live = reserve(max_live * sizeof(Live))) != NULL;
}

/* ---- samples --------------------------------------------------------------------------------------------------- */

/* At most a quarter larger, and the same for all sizes near it. */
static uint32_t rounded(uint32_t words) {
	uint32_t shift = 0;
	while (words >> shift > 7) shift++;
	uint64_t step = 1ULL << shift;
	return (uint32_t) ((words + step - 1) & ~(step - 1));
}

static uint32_t bucket_of(uint32_t trace, uint64_t size) {
	Bucket bucket = { trace, (uint32_t) ((size + 7) / 8) };
	if (trace != 0 && !contains(&buckets, &bucket, sizeof bucket)) {
		if (sizes[trace] == EXACT_SIZES) {
			bucket.words = rounded(bucket.words);
		} else {
			sizes[trace]++;
		}
	}
	int full = buckets.count >= buckets.max - SHARED_BUCKETS && !contains(&buckets, &bucket, sizeof bucket);
	if (trace == 0 || full) {
		bucket = (Bucket) { 0, rounded(bucket.words) };
	}
	return intern(&buckets, &bucket, sizeof bucket);
}

static uint32_t skipping_of(uint64_t event) {
	uint64_t packed = __atomic_load_n(&skipping, __ATOMIC_RELAXED);
	return (event < packed >> 12 ? packed >> 6 : packed) & 63;
}

/* Walking a stack takes long: 20 microseconds where it is shallow, 200 where a framework is deep. Where the application goes on
 * allocating so fast that this would be felt, only one event in 2^skipping is followed up, and stands for as many: unbiased,
 * only coarser. It is drawn by lot from each row of as many events, so that what is allocated many times in a row is met as
 * often as it should be. The larger an object, the fewer there can be, and the more each matters: with each doubling beyond
 * the interval it is followed up twice as often. */
static int is_skipped(jlong size, uint32_t* stands_for) {
	uint64_t number = __atomic_fetch_add(&events, 1, __ATOMIC_RELAXED);
	uint32_t shift = skipping_of(number);
	for (jlong intervals = size / (interval > 0 ? interval : 1); intervals > 1 && shift > 0; intervals >>= 1) shift--;
	uint64_t row = number >> shift, lot = mix(mix(shift, row), row) >> 32;
	*stands_for = shift;
	if (((number ^ lot) & ((1ULL << shift) - 1)) == 0) return 0;
	__atomic_fetch_add(&skipped, 1, __ATOMIC_RELAXED);
	return 1;
}

static int64_t events_so_far(void) {
	return (int64_t) __atomic_load_n(&events, __ATOMIC_RELAXED);
}

/* Those that have been followed up, and those that have not: what is being followed up now is neither. Called with the lock
 * held. */
static uint64_t drawn(void) {
	return samples + __atomic_load_n(&skipped, __ATOMIC_RELAXED);
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

/* Of CPU time for all samples. Called with the lock held. */
static int64_t nanos_so_far(void) {
	return spent_before + __atomic_load_n(&spent, __ATOMIC_RELAXED);
}

/* A budget of CPU time for samples: a part of what the process uses, and a little more lest one that hardly does anything
 * goes unseen, saved up so that a burst is followed up in full. The emptier it is, the more is skipped; what was spent beyond
 * it is made up for before the next burst. Begins a new window, and returns what is to be skipped in it. Called with the lock
 * held. */
static uint32_t next_window(int64_t now, int64_t nanos) {
	int64_t elapsed = now - window_start, seen = events_so_far();
	__atomic_fetch_sub(&spent, nanos, __ATOMIC_RELAXED);
	spent_before += nanos;
	if (nanos > 0 && window_samples > 0) mean_nanos += (nanos / window_samples - mean_nanos) / 4;
	int64_t used = clock_nanos(CLOCK_PROCESS_CPUTIME_ID);
	double earned = (double) (used - window_used) * share + (double) elapsed * IDLE_MICROS / 1e6;
	double saved = (double) (budget - nanos) + earned, most = SAVED_MILLIS * (double) MILLI;
	budget = (int64_t) (saved > most ? most : saved);
	double affordable = (budget > 0 ? 4.0 * (double) budget : 0) + earned / (double) elapsed * 1e9 / 2;
	double per_second = (double) (seen - window_events) / (double) elapsed * 1e9;
	uint32_t wanted = 0;
	for (double needed = per_second * (double) mean_nanos; needed > affordable; needed /= 2) wanted++;
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

/* A burst can take all of the budget in less than a window: a quarter of it is enough to look. Called with the lock held. */
static void adjust_to_burst(void) {
	int64_t now = clock_nanos(CLOCK_MONOTONIC_COARSE), nanos = __atomic_load_n(&spent, __ATOMIC_RELAXED);
	if (now - window_start < BURST_MILLIS * MILLI || nanos <= (budget > 0 ? budget / 4 : MILLI)) return;
	uint32_t wanted = next_window(now, nanos);
	skip_from_next_row((uint64_t) events_so_far(), wanted);
}

static uint64_t hash_stack(const jvmtiFrameInfo* infos, jint depth, const char* class) {
	uint64_t hash = hash_bytes((uint64_t) depth, (const uint8_t*) class, (uint32_t) strlen(class));
	for (jint i = 0; i < depth; i++) {
		hash = mix(mix(hash, (uint64_t) (uintptr_t) infos[i].method), (uint64_t) infos[i].location);
	}
	return hash;
}

/* The number of a stack that is not in the cache. Its first number is its class. Called and left with the lock held. */
static uint32_t new_trace(JNIEnv* env, const jvmtiFrameInfo* infos, jint depth, char* class, uint64_t hash) {
	int32_t numbers[MAX_DEPTH + 2];
	pthread_mutex_unlock(&lock);
	jint told = describe_all(env, infos, depth, numbers + 1);
	make_stable(class);
	pthread_mutex_lock(&lock);
	numbers[0] = (int32_t) symbol(class);
	uint32_t trace = intern(&traces, numbers, (uint32_t) (told + 1) * sizeof(int32_t));
	trace_cache[hash & trace_mask] = (CachedTrace) { hash, trace };
	return trace;
}

static void JNICALL on_sampled_object_alloc(jvmtiEnv* jvmti, JNIEnv* env, jthread thread, jobject object, jclass class,
		jlong size) {
	jvmtiFrameInfo infos[MAX_DEPTH + 1];
	jint depth = 0;
	uint32_t stands_for;
	char no_name[] = "";
	char* name = NULL;
	(void) jvmti;
	(void) thread;
	adjust_when_due();
	if (is_skipped(size, &stands_for)) return;
	int64_t start = clock_nanos(CLOCK_THREAD_CPUTIME_ID);
	if ((*ti)->GetStackTrace(ti, NULL, 0, MAX_DEPTH + 1, infos, &depth) != JVMTI_ERROR_NONE) depth = 0;
	(*ti)->GetClassSignature(ti, class, &name, NULL);
	jweak reference = (*env)->NewWeakGlobalRef(env, object);
	if (reference == NULL) {
		(*env)->ExceptionClear(env); /* no memory for it: the application's problem, not ours to report */
	}
	uint64_t hash = hash_stack(infos, depth, name == NULL ? no_name : name);

	pthread_mutex_lock(&lock);
	const CachedTrace* cached = &trace_cache[hash & trace_mask];
	uint32_t trace = cached->hash == hash ? cached->trace
			: new_trace(env, infos, depth, name == NULL ? no_name : name, hash);
	uint32_t bucket = bucket_of(trace, (uint64_t) size);
	samples++;
	squares += 1ULL << 2 * stands_for;
	allocated[bucket].objects += 1ULL << stands_for;
	allocated[bucket].bytes += (uint64_t) size << stands_for;
	int kept = reference != NULL && keep(reference, (uint64_t) size, bucket, stands_for);
	window_samples++;
	adjust_to_burst();
	examine_some(env);
	pthread_mutex_unlock(&lock);

	if (!kept && reference != NULL) {
		(*env)->DeleteWeakGlobalRef(env, reference);
	}
	(*ti)->Deallocate(ti, (unsigned char*) name);
	__atomic_fetch_add(&spent, clock_nanos(CLOCK_THREAD_CPUTIME_ID) - start, __ATOMIC_RELAXED);
}

/* ---- snapshot -------------------------------------------------------------------------------------------------- */

static uint64_t memory_in_use(void) {
	uint64_t index = (symbols.mask + frames.mask + traces.mask + buckets.mask + 4ULL) * sizeof(uint64_t);
	uint64_t caches = (trace_mask + 1ULL) * sizeof(CachedTrace) + MAX_FRAMES * sizeof(CachedFrame);
	uint64_t starts = (symbols.count + frames.count + traces.count + buckets.count) * sizeof(uint32_t);
	uint64_t data = symbols.start[symbols.count] + frames.start[frames.count] + traces.start[traces.count]
			+ buckets.start[buckets.count] + (uint64_t) traces.count + buckets.count * sizeof(Count);
	return index + caches + starts + data + live_count * sizeof(Live);
}

static jobject JNICALL heap_snapshot(JNIEnv* env, jclass self) {
	(void) self;
	pthread_mutex_lock(&lock);
	/* Whoever examines may be held up for as long as a safepoint lasts, or a debugger pleases. */
	for (int waits = 0; examining && waits < MAX_WAITS; waits++) {
		pthread_mutex_unlock(&lock);
		nanosleep(&(struct timespec) { 0, 100000 }, NULL);
		pthread_mutex_lock(&lock);
	}
	if (examining || live == NULL) {
		pthread_mutex_unlock(&lock);
		return NULL;
	}
	examining = 1;
	Table tables[] = { symbols, frames, traces, buckets };
	uint32_t count = live_count, stacks = buckets.count;
	uint64_t header[] = { FORMAT, HEADER, symbols.count, frames.count, traces.count, buckets.count, (uint64_t) interval,
		samples, level, lost, drawn(), squares, 0, 0, 0 };
	_Static_assert(sizeof header == HEADER * sizeof *header, "the tables begin behind the header");
	size_t bytes = sizeof header + tables_size(tables, 4) + 2 * stacks * sizeof(Count);
	pthread_mutex_unlock(&lock);

	Count* alloc = malloc(stacks * sizeof(Count));
	Count* in_use = calloc(stacks, sizeof(Count));
	uint8_t* memory = malloc(bytes);
	if (alloc != NULL) {
		pthread_mutex_lock(&lock);
		memcpy(alloc, allocated, stacks * sizeof(Count));
		pthread_mutex_unlock(&lock);
	}
	Weights weights = count_live(env, in_use == NULL ? 0 : count, in_use);
	header[IN_USE_SUM] = weights.sum;
	header[IN_USE_SAMPLES] = weights.samples;
	header[IN_USE_SQUARES] = weights.squares;
	jobject result = NULL;
	if (alloc != NULL && in_use != NULL && memory != NULL) {
		uint8_t* to = append_tables(append(memory, header, sizeof header), tables, 4);
		to = append(to, alloc, stacks * sizeof(Count));
		append(to, in_use, stacks * sizeof(Count));
		result = (*env)->NewDirectByteBuffer(env, memory, (jlong) bytes);
	}
	if (result == NULL) {
		free(memory);
	}
	free(alloc);
	free(in_use);
	return result;
}

/* How many buckets a snapshot would have (the first is the one for what did not fit, and mostly empty), how many objects
 * are watched, how much memory is in use, how many objects were drawn, how many of them were followed up, the squares of what
 * each of these stands for, and the nanoseconds of CPU time that this took. */
static jlongArray JNICALL heap_figures(JNIEnv* env, jclass self) {
	(void) self;
	jlong figures[FIGURES] = { 0 };
	pthread_mutex_lock(&lock);
	if (live != NULL) {
		figures[0] = (jlong) buckets.count - (allocated[0].objects == 0);
		figures[1] = live_count;
		figures[2] = (jlong) memory_in_use();
		figures[3] = (jlong) drawn();
		figures[4] = (jlong) samples;
		figures[5] = (jlong) squares;
		figures[6] = nanos_so_far();
	}
	pthread_mutex_unlock(&lock);
	jlongArray result = (*env)->NewLongArray(env, FIGURES);
	if (result != NULL) (*env)->SetLongArrayRegion(env, result, 0, FIGURES, figures);
	return result;
}

/* ---- control: the Java side calls these one at a time ------------------------------------------------------------ */

static jvmtiCapabilities sampling(void) {
	jvmtiCapabilities capabilities;
	memset(&capabilities, 0, sizeof capabilities);
	capabilities.can_generate_sampled_object_alloc_events = 1;
	return capabilities;
}

/* Only one agent can have them. */
static void relinquish(void) {
	jvmtiCapabilities unused = sampling();
	(*ti)->RelinquishCapabilities(ti, &unused);
}

/* What the process used while nothing was sampled earns nothing. */
static void begin_window(void) {
	pthread_mutex_lock(&lock);
	__atomic_store_n(&window_start, clock_nanos(CLOCK_MONOTONIC_COARSE), __ATOMIC_RELAXED);
	window_used = clock_nanos(CLOCK_PROCESS_CPUTIME_ID);
	window_events = events_so_far();
	window_samples = 0;
	pthread_mutex_unlock(&lock);
}

static jint JNICALL start_heap(JNIEnv* env, jclass self, jint bytes, jint max_stacks, jint max_live,
		jint micros_per_cpu_second) {
	(void) env, (void) self;
	jvmtiCapabilities wanted = sampling();
	jvmtiError error = (*ti)->AddCapabilities(ti, &wanted);
	if (error == JVMTI_ERROR_NONE) error = (*ti)->SetHeapSamplingInterval(ti, live == NULL ? bytes : interval);
	if (error == JVMTI_ERROR_NONE && live == NULL) {
		interval = bytes;
		share = micros_per_cpu_second / 1e6;
		budget = SAVED_MILLIS * MILLI;
		mean_nanos = USUAL_NANOS;
		error = make_tables((uint32_t) max_stacks, (uint32_t) max_live) ? JVMTI_ERROR_NONE : JVMTI_ERROR_OUT_OF_MEMORY;
	}
	if (error == JVMTI_ERROR_NONE) {
		begin_window();
		error = (*ti)->SetEventNotificationMode(ti, JVMTI_ENABLE, JVMTI_EVENT_SAMPLED_OBJECT_ALLOC, NULL);
	}
	if (error != JVMTI_ERROR_NONE) relinquish();
	return (jint) error;
}

static void JNICALL stop_heap(JNIEnv* env, jclass self) {
	(void) env, (void) self;
	(*ti)->SetEventNotificationMode(ti, JVMTI_DISABLE, JVMTI_EVENT_SAMPLED_OBJECT_ALLOC, NULL);
	relinquish();
}

#endif
