/*
 * The frames of all stacks, each described once and known by its number afterwards, and the layout of a snapshot of
 * them. All facilities share these tables and the one lock.
 */
#ifndef PPROF4J_FRAMES_H
#define PPROF4J_FRAMES_H

#include <jvmti.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "intern_table.h"
#include "names.h"
#include "number_cache.h"

enum {
	MAX_DEPTH = 256, /* a request that passes through Spring's filters is 150 deep; FORMAT must change with it */
	MAX_FRAMES = 128 * 1024, /* places in methods; the stacks of a large application show some ten thousand */
	TRUNCATED = 1, /* the frame that replaces what was deeper than MAX_DEPTH */
	UNLOADED = 2, /* the frame of a method whose class was unloaded before its name could be read */
	UNKNOWN = -1,
	FORMAT = 5 /* the layout of a snapshot: raised with each change, since the Java side may be of another version */
};

typedef struct {
	uint32_t class, method, descriptor, source;
	int32_t line;
} Frame;

static jvmtiEnv* ti;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* for all tables */

static Table symbols, frames;
static NumberCache known_frames;

static int64_t clock_nanos(clockid_t clock) {
	struct timespec time;
	clock_gettime(clock, &time);
	return time.tv_sec * 1000000000LL + time.tv_nsec;
}

/* Called before anything else, again if that failed. */
static int make_frames(void) {
	static const Frame overflow = { 0, 0, 0, 0, 0 }, truncated = { 0, 0, 0, 0, -1 }, unloaded = { 0, 0, 0, 0, -2 };
	if (known_frames.numbers != NULL) return 1;
	return keep_reserved(make_table(&symbols, MAX_FRAMES, 64 * MAX_FRAMES, "", 0)
		&& make_table(&frames, MAX_FRAMES, MAX_FRAMES * sizeof(Frame), &overflow, sizeof overflow)
		&& intern(&frames, &truncated, sizeof truncated) == TRUNCATED
		&& intern(&frames, &unloaded, sizeof unloaded) == UNLOADED
		&& make_cache(&known_frames, MAX_FRAMES));
}

static uint32_t symbol(const char* text) {
	return text == NULL ? 0 : intern(&symbols, text, (uint32_t) strlen(text));
}

/* Whether there was room for the symbol of a text. */
static int has_room(const char* text, uint32_t symbol) {
	return symbol != 0 || text == NULL || *text == '\0';
}

static uint64_t hash_frame(uint64_t hash, const jvmtiFrameInfo* info) {
	return mix(mix(hash, (uint64_t) (uintptr_t) info->method), (uint64_t) info->location);
}

/* Asks the JVM for the names of a frame. The class is held in the meantime, since on another thread the method may
 * return and the class be unloaded at any time. */
static uint32_t describe(JNIEnv* env, const jvmtiFrameInfo* info) {
	char *class = NULL, *method = NULL, *descriptor = NULL, *source = NULL;
	jclass declaring = NULL;
	if ((*ti)->GetMethodDeclaringClass(ti, info->method, &declaring) != JVMTI_ERROR_NONE) return UNLOADED;
	(*ti)->GetClassSignature(ti, declaring, &class, NULL);
	(*ti)->GetSourceFileName(ti, declaring, &source);
	(*ti)->GetMethodName(ti, info->method, &method, &descriptor, NULL);
	int32_t line = line_of(ti, info->method, info->location);
	(*env)->DeleteLocalRef(env, declaring);
	if (class != NULL) {
		make_stable(class);
	}

	pthread_mutex_lock(&lock);
	Frame frame = { symbol(class), symbol(method), symbol(descriptor), symbol(source), line };
	int complete = has_room(class, frame.class) && has_room(method, frame.method) && has_room(descriptor, frame.descriptor);
	uint32_t number = complete ? intern(&frames, &frame, sizeof frame) : 0;
	put(&known_frames, hash_frame(0, info), number);
	pthread_mutex_unlock(&lock);

	(*ti)->Deallocate(ti, (unsigned char*) class);
	(*ti)->Deallocate(ti, (unsigned char*) method);
	(*ti)->Deallocate(ti, (unsigned char*) descriptor);
	(*ti)->Deallocate(ti, (unsigned char*) source);
	return number;
}

/* Writes the numbers of the frames, leaf first, into room for MAX_DEPTH + 1, and returns how many. Called without the
 * lock. */
static jint describe_all(JNIEnv* env, const jvmtiFrameInfo* infos, jint depth, int32_t* numbers) {
	jint count = depth < MAX_DEPTH ? depth : MAX_DEPTH;
	pthread_mutex_lock(&lock);
	for (jint i = 0; i < count; i++) {
		const uint32_t* known = cached(&known_frames, hash_frame(0, &infos[i]));
		numbers[i] = known != NULL ? (int32_t) *known : UNKNOWN;
	}
	pthread_mutex_unlock(&lock);
	for (jint i = 0; i < count; i++) {
		if (numbers[i] == UNKNOWN) numbers[i] = (int32_t) describe(env, &infos[i]);
	}
	if (depth > MAX_DEPTH) numbers[count++] = TRUNCATED;
	return count;
}

/* ---- snapshots: a header of longs, then tables, then whatever a facility counts ------------------------------------ */

static uint8_t* append(uint8_t* to, const void* from, size_t length) {
	memcpy(to, from, length);
	return to + length;
}

static size_t tables_size(const Table* tables, int count) {
	size_t bytes = 0;
	for (int i = 0; i < count; i++) {
		bytes += tables[i].count * sizeof(uint32_t) + ((tables[i].start[tables[i].count] + 7) & ~7U);
	}
	return bytes;
}

/* For each table, the end of each entry, followed by the entries. Tables only grow, so what was there when they were
 * copied (the struct, not the data) is still there without the lock. */
static uint8_t* append_tables(uint8_t* to, const Table* tables, int count) {
	for (int i = 0; i < count; i++) {
		uint32_t length = tables[i].start[tables[i].count];
		to = append(to, tables[i].start + 1, tables[i].count * sizeof(uint32_t));
		to = append(to, tables[i].data, length) + (-length & 7U);
	}
	return to;
}

/* The Java side frees what it receives; what it cannot receive is freed here. */
static jobject as_buffer(JNIEnv* env, void* memory, size_t bytes) {
	jobject buffer = (*env)->NewDirectByteBuffer(env, memory, (jlong) bytes);
	if (buffer == NULL) free(memory);
	return buffer;
}

/* Only the frames. */
static jobject JNICALL frames_snapshot(JNIEnv* env, jclass self) {
	(void) self;
	pthread_mutex_lock(&lock);
	Table tables[] = { symbols, frames };
	pthread_mutex_unlock(&lock);
	uint64_t header[] = { FORMAT, 4, tables[0].count, tables[1].count };
	size_t bytes = sizeof header + tables_size(tables, 2);
	uint8_t* memory = malloc(bytes);
	if (memory == NULL) return NULL;
	append_tables(append(memory, header, sizeof header), tables, 2);
	return as_buffer(env, memory, bytes);
}

#endif
