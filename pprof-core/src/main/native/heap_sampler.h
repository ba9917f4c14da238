/*
 * Samples allocations by stack, class and size, and tracks which of the sampled objects are still alive.
 *
 * The JVM draws the samples (JEP 331): a Poisson process over the bytes allocated. This code keeps the raw counts; the
 * reader computes what they stand for.
 */
#ifndef PPROF4J_HEAP_SAMPLER_H
#define PPROF4J_HEAP_SAMPLER_H

#include "frames.h"
#include "live_objects.h"
#include "sampling_budget.h"

enum {
	EXACT_SIZES = 8, /* per stack and class; further sizes are rounded up by at most a quarter */
	SHARED_BUCKETS = 160, /* room for all rounded sizes of the entry for what did not fit */
	MAX_POLLS = 50000, /* of 100 microseconds each */
	HEADER = 15, /* longs of a snapshot; the last three describe what is in use: */
	IN_USE_SUM = 12,
	IN_USE_SAMPLES = 13,
	IN_USE_SQUARES = 14,
	FIGURES = 7
};

typedef struct {
	uint32_t trace;
	uint32_t words; /* size of the object in units of 8 bytes, the alignment of the JVM */
} Bucket;

_Static_assert(2 * (MOST_SKIPPED + MOST_LEVEL) < 64, "the square of what a sample stands for");

static jint interval;

static Table traces, buckets;
static uint8_t* sizes; /* for each trace: how many it has */
static Count* allocated; /* for each bucket */
static uint64_t samples, squares; /* what was followed up, and the squares of what each stands for, summed */

static NumberCache known_traces;

/* ---- start -------------------------------------------------------------------------------------------------------- */

static int make_tables(uint32_t max_stacks, uint32_t max_live) {
	static const uint32_t no_class = 0;
	static const Bucket no_bucket = { 0, 0 };
	uint32_t max_buckets = 4 * max_stacks + SHARED_BUCKETS;
	live_max = max_live;
	return keep_reserved(make_table(&traces, max_stacks + 1, max_stacks * 4 * (MAX_DEPTH + 2), &no_class, sizeof no_class)
		&& make_table(&buckets, max_buckets, max_buckets * sizeof(Bucket), &no_bucket, sizeof no_bucket)
		&& (sizes = reserve(max_stacks + 1)) != NULL
		&& (allocated = reserve(max_buckets * sizeof(Count))) != NULL
		&& make_cache(&known_traces, power_of_two(2 * max_stacks > FIRST_CACHED ? 2 * max_stacks : FIRST_CACHED))
		&& (live = reserve(max_live * sizeof(Live))) != NULL);
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

/* The objects that were followed up and those that were skipped; one being followed up now is in neither. Called with
 * the lock held. */
static uint64_t drawn(void) {
	return samples + __atomic_load_n(&skipped, __ATOMIC_RELAXED);
}

static uint64_t hash_stack(const jvmtiFrameInfo* infos, jint depth, const char* class) {
	uint64_t hash = hash_bytes((uint64_t) depth, (const uint8_t*) class, (uint32_t) strlen(class));
	for (jint i = 0; i < depth; i++) {
		hash = hash_frame(hash, &infos[i]);
	}
	return hash;
}

/* The number of a stack that is not in the cache. The first number of its entry is its class. Called and left with the
 * lock held. */
static uint32_t new_trace(JNIEnv* env, const jvmtiFrameInfo* infos, jint depth, char* class, uint64_t hash) {
	int32_t numbers[MAX_DEPTH + 2];
	pthread_mutex_unlock(&lock);
	jint count = describe_all(env, infos, depth, numbers + 1);
	make_stable(class);
	pthread_mutex_lock(&lock);
	numbers[0] = (int32_t) symbol(class);
	uint32_t trace = has_room(class, (uint32_t) numbers[0])
			? intern(&traces, numbers, (uint32_t) (count + 1) * sizeof(int32_t)) : 0;
	put(&known_traces, hash, trace);
	return trace;
}

static void JNICALL on_sampled_object_alloc(jvmtiEnv* jvmti, JNIEnv* env, jthread thread, jobject object, jclass class,
		jlong size) {
	jvmtiFrameInfo infos[MAX_DEPTH + 1];
	jint depth = 0;
	uint32_t doublings;
	char no_name[] = "";
	char* name = NULL;
	(void) jvmti;
	adjust_when_due();
	if (is_skipped((uint64_t) size / (interval > 0 ? (uint64_t) interval : 1), &doublings)) return;
	int64_t start = clock_nanos(CLOCK_THREAD_CPUTIME_ID);
	/* The thread is named: given NULL, which is the same thread, JDK 21 to 23 prevent all virtual threads from being
	 * mounted and unmounted in the meantime. The JVM first waits for the threads that are being mounted or unmounted
	 * just then, and one of those may be waiting for a lock that this thread holds. JDK 24 may do so whatever it is
	 * given, so nothing is sampled there. */
	if ((*ti)->GetStackTrace(ti, thread, 0, MAX_DEPTH + 1, infos, &depth) != JVMTI_ERROR_NONE) depth = 0;
	(*ti)->GetClassSignature(ti, class, &name, NULL);
	jweak reference = (*env)->NewWeakGlobalRef(env, object);
	if (reference == NULL) {
		(*env)->ExceptionClear(env); /* no memory for it: the application's problem, not ours to report */
	}
	uint64_t hash = hash_stack(infos, depth, name == NULL ? no_name : name);

	pthread_mutex_lock(&lock);
	const uint32_t* known = cached(&known_traces, hash);
	uint32_t trace = known != NULL ? *known : new_trace(env, infos, depth, name == NULL ? no_name : name, hash);
	uint32_t bucket = bucket_of(trace, (uint64_t) size);
	samples++;
	squares += 1ULL << 2 * doublings;
	allocated[bucket].objects += 1ULL << doublings;
	allocated[bucket].bytes += (uint64_t) size << doublings;
	int kept = reference != NULL && keep(reference, (uint64_t) size, bucket, doublings);
	count_sample();
	examine_some(env);
	pthread_mutex_unlock(&lock);

	if (!kept && reference != NULL) {
		(*env)->DeleteWeakGlobalRef(env, reference);
	}
	(*ti)->Deallocate(ti, (unsigned char*) name);
	spend(clock_nanos(CLOCK_THREAD_CPUTIME_ID) - start);
}

/* ---- snapshot -------------------------------------------------------------------------------------------------- */

static uint64_t memory_in_use(void) {
	uint64_t index = (symbols.mask + frames.mask + traces.mask + buckets.mask + 4ULL) * sizeof(uint64_t);
	uint64_t caches = (known_traces.mask + known_frames.mask + 2ULL) * sizeof(CachedNumber);
	uint64_t starts = (symbols.count + frames.count + traces.count + buckets.count) * sizeof(uint32_t);
	uint64_t data = symbols.start[symbols.count] + frames.start[frames.count] + traces.start[traces.count]
			+ buckets.start[buckets.count] + (uint64_t) traces.count + buckets.count * sizeof(Count);
	return index + caches + starts + data + live_count * sizeof(Live);
}

static jobject JNICALL heap_snapshot(JNIEnv* env, jclass self) {
	(void) self;
	pthread_mutex_lock(&lock);
	/* The thread that examines may be held up for as long as a safepoint lasts, or as a debugger pleases. */
	for (int polls = 0; examining && polls < MAX_POLLS; polls++) {
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
	uint32_t count = live_count, bucket_count = buckets.count;
	uint64_t header[] = { FORMAT, HEADER, symbols.count, frames.count, traces.count, buckets.count, (uint64_t) interval,
		samples, level, lost, drawn(), squares, 0, 0, 0 };
	_Static_assert(sizeof header == HEADER * sizeof *header, "the tables begin behind the header");
	size_t bytes = sizeof header + tables_size(tables, 4) + 2 * bucket_count * sizeof(Count);
	pthread_mutex_unlock(&lock);

	Count* alloc = malloc(bucket_count * sizeof(Count));
	Count* in_use = calloc(bucket_count, sizeof(Count));
	uint8_t* memory = malloc(bytes);
	if (alloc != NULL) {
		pthread_mutex_lock(&lock);
		memcpy(alloc, allocated, bucket_count * sizeof(Count));
		pthread_mutex_unlock(&lock);
	}
	Weights weights = count_live(env, in_use == NULL ? 0 : count, in_use);
	header[IN_USE_SUM] = weights.sum;
	header[IN_USE_SAMPLES] = weights.samples;
	header[IN_USE_SQUARES] = weights.squares;
	jobject result = NULL;
	if (alloc != NULL && in_use != NULL && memory != NULL) {
		uint8_t* to = append_tables(append(memory, header, sizeof header), tables, 4);
		to = append(to, alloc, bucket_count * sizeof(Count));
		append(to, in_use, bucket_count * sizeof(Count));
		result = as_buffer(env, memory, bytes);
	} else {
		free(memory);
	}
	free(alloc);
	free(in_use);
	return result;
}

/* The number of buckets that a snapshot would have (without the first, which is always empty), the number of watched
 * objects, the memory in use, the number of objects drawn, the number of those followed up, the sum of the
 * squares of what each of these stands for, and the nanoseconds of CPU time that this took. */
static jlongArray JNICALL heap_figures(JNIEnv* env, jclass self) {
	(void) self;
	jlong figures[FIGURES] = { 0 };
	pthread_mutex_lock(&lock);
	if (live != NULL) {
		figures[0] = (jlong) buckets.count - 1;
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

/* Only one agent can have these capabilities. */
static void relinquish(void) {
	jvmtiCapabilities unused = sampling();
	(*ti)->RelinquishCapabilities(ti, &unused);
}

static jint JNICALL start_heap(JNIEnv* env, jclass self, jint bytes, jint max_stacks, jint max_live,
		jint micros_per_cpu_second) {
	(void) env, (void) self;
	jvmtiCapabilities wanted = sampling();
	jvmtiError error = (*ti)->AddCapabilities(ti, &wanted);
	if (error == JVMTI_ERROR_NONE) error = (*ti)->SetHeapSamplingInterval(ti, live == NULL ? bytes : interval);
	if (error == JVMTI_ERROR_NONE && live == NULL) {
		interval = bytes;
		begin_budget(micros_per_cpu_second / 1e6);
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
