/*
 * Reads the CPU clocks of threads when they end, because nothing can read them later. It also reads them when a Java
 * thread begins: a native thread that becomes a Java thread has used CPU time before, and may become another Java
 * thread later.
 *
 * The clock at the beginning is kept in the JVM's own storage for the thread, which is used for nothing else on
 * platform threads.
 */
#ifndef PPROF4J_THREAD_CLOCKS_H
#define PPROF4J_THREAD_CLOCKS_H

#include <sys/syscall.h>
#include <unistd.h>

#include "frames.h"

enum {
	READINGS = 16 * 1024, /* the last ones, half a megabyte; a power of two */
	LEAST_NANOS = 200000 /* a thread that used less is hardly ever sampled, and there may be thousands a second */
};

/* The Java thread, the native thread, and the clock of the native thread when the Java thread began (0 if that was not
 * seen) and when it ended. */
typedef struct {
	jlong thread, native, begin, end;
} Reading;

static Reading* readings; /* set once, before the events are on; what it points to is guarded by the lock of all tables */
static uint64_t readings_count; /* guarded by that lock */
static jfieldID thread_id; /* set once, before the events are on */

static void JNICALL on_thread_start(jvmtiEnv* jvmti, JNIEnv* env, jthread thread) {
	(void) jvmti, (void) env;
	(*ti)->SetThreadLocalStorage(ti, thread, (void*) (intptr_t) clock_nanos(CLOCK_THREAD_CPUTIME_ID));
}

static void JNICALL on_thread_end(jvmtiEnv* jvmti, JNIEnv* env, jthread thread) {
	void* begin = NULL;
	(void) jvmti;
	if ((*ti)->GetThreadLocalStorage(ti, NULL, &begin) != JVMTI_ERROR_NONE) begin = NULL;
	int64_t end = clock_nanos(CLOCK_THREAD_CPUTIME_ID);
	if (end - (intptr_t) begin < LEAST_NANOS) return;
	Reading reading = { (*env)->GetLongField(env, thread, thread_id), syscall(SYS_gettid), (intptr_t) begin, end };
	pthread_mutex_lock(&lock);
	readings[readings_count++ & (READINGS - 1)] = reading;
	pthread_mutex_unlock(&lock);
}

/* ---- control: the Java side calls these one at a time ------------------------------------------------------------ */

static jvmtiError switch_thread_events(jvmtiEventMode mode) {
	jvmtiError error = (*ti)->SetEventNotificationMode(ti, mode, JVMTI_EVENT_THREAD_START, NULL);
	return error != JVMTI_ERROR_NONE ? error
			: (*ti)->SetEventNotificationMode(ti, mode, JVMTI_EVENT_THREAD_END, NULL);
}

static jint JNICALL start_readings(JNIEnv* env, jclass self) {
	(void) self;
	if (thread_id == NULL) {
		jclass thread = (*env)->FindClass(env, "java/lang/Thread");
		thread_id = thread == NULL ? NULL : (*env)->GetFieldID(env, thread, "tid", "J");
		(*env)->DeleteLocalRef(env, thread);
		if (thread_id == NULL) {
			(*env)->ExceptionClear(env);
			return JVMTI_ERROR_NOT_AVAILABLE;
		}
	}
	if (readings == NULL && (readings = map(READINGS * sizeof(Reading))) == NULL) return JVMTI_ERROR_OUT_OF_MEMORY;
	return (jint) switch_thread_events(JVMTI_ENABLE);
}

static void JNICALL stop_readings(JNIEnv* env, jclass self) {
	(void) env, (void) self;
	switch_thread_events(JVMTI_DISABLE);
}

/* Returns how many readings there are by now, followed by those after the first `before` that are still there. */
static jlongArray JNICALL readings_after(JNIEnv* env, jclass self, jlong before) {
	(void) self;
	pthread_mutex_lock(&lock);
	uint64_t end = readings_count, from = (uint64_t) before < end ? (uint64_t) before : end;
	pthread_mutex_unlock(&lock);
	if (end - from > READINGS) from = end - READINGS;
	Reading* copy = malloc((end - from + 1) * sizeof(Reading));
	if (copy == NULL) return NULL;
	pthread_mutex_lock(&lock);
	if (readings_count > READINGS + from) from = readings_count - READINGS < end ? readings_count - READINGS : end;
	for (uint64_t i = from; i < end; i++) copy[i - from] = readings[i & (READINGS - 1)];
	pthread_mutex_unlock(&lock);
	jsize longs = (jsize) ((end - from) * sizeof(Reading) / sizeof(jlong));
	jlongArray result = (*env)->NewLongArray(env, longs + 1);
	if (result != NULL) {
		(*env)->SetLongArrayRegion(env, result, 0, 1, &(jlong) { (jlong) end });
		(*env)->SetLongArrayRegion(env, result, 1, longs, (const jlong*) copy);
	}
	free(copy);
	return result;
}

#endif
